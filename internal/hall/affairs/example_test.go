package affairs_test

import (
	"fmt"
	"time"

	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/calendar"
)

func ExampleCatalogue_Of() {
	day := func(d int) calendar.Day {
		return calendar.DayOf(time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC))
	}
	c := affairs.Catalogue{Items: []affairs.Item{
		{Affair: affairs.Service, Title: "停水通知", Published: day(10), Until: day(12), Scope: affairs.Public},
		{Affair: affairs.Service, Title: "医保缴费提醒", Published: day(1), Scope: affairs.Public},
		{Affair: affairs.Service, Title: "医保延长缴费", Published: day(15), Scope: affairs.Public},
	}}
	for _, d := range []int{12, 13, 15} {
		fmt.Print(day(d), "：")
		for _, item := range c.Of(affairs.Service, day(d)) {
			fmt.Print(item.Title, "；")
		}
		fmt.Println()
	}
	// Output:
	// 2026-11-12：停水通知；医保缴费提醒；
	// 2026-11-13：医保缴费提醒；
	// 2026-11-15：医保延长缴费；医保缴费提醒；
}
