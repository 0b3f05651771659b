package roster_test

import (
	"fmt"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/roster"
)

func ExampleRoster_On() {
	r := roster.Roster{
		People: []roster.Person{{ID: "gu", Name: "谷明远", Post: "镇长（正科级）"}},
		Duties: []roster.Duty{{Weekday: time.Monday, Leader: "gu", Hours: "8:30-12:00"}},
	}
	monday := calendar.DayOf(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	for _, d := range r.On(monday) {
		p, _ := r.Person(d.Leader)
		fmt.Println(monday, p.Name, p.Post, d.Hours)
	}
	fmt.Println("没有人带班：", r.Unled(monday, 2))
	// Output:
	// 2026-11-23 谷明远 镇长（正科级） 8:30-12:00
	// 没有人带班： [2026-11-24]
}
