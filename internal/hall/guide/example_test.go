package guide_test

import (
	"fmt"

	"yidiantong.org/lobby/internal/hall/guide"
)

func ExampleBook_Search() {
	b := guide.Book{
		Departments: []guide.Department{{ID: "ziran", Name: "自然资源所", Aliases: []string{"土管所", "国土所"}}},
		Guides: []guide.Guide{
			{ID: "zhaijidi", Name: "农村宅基地用地审批", Want: "我想申请宅基地", Department: "ziran"},
			{ID: "dibao", Name: "最低生活保障申请", Aliases: []string{"低保"}, Want: "家里困难，我想申请低保"},
		},
	}
	for _, words := range []string{"低保", "土管"} {
		for _, g := range b.Search(words) {
			fmt.Println(words, "→", g.Name)
		}
	}
	// Output:
	// 低保 → 最低生活保障申请
	// 土管 → 农村宅基地用地审批
}

func ExampleParseLimit() {
	promised, err := guide.ParseLimit("3个工作日")
	fmt.Println(promised.N, promised.Unit, err)
	_, err = guide.ParseLimit("三天")
	fmt.Println(err)
	// Output:
	// 3 个工作日 <nil>
	// 请写成“当场办结”“3个工作日”“15日”“1个月”这样，现在是 "三天"
}
