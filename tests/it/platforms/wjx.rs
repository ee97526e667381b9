use crate::exported::fixture;

#[test]
fn skipped_and_blank_are_told_apart() {
    let page = fixture("wjx/choices_and_blanks.csv");
    assert_eq!((page.platform(), page.responses()), ("wjx", 4));
    assert_eq!(page.choices("问题 2"), "时间=2; 金钱=2; 其他=0");
    assert_eq!((page.base("问题 2"), page.missing("问题 2")), (3, "not-asked=1".into()));
    assert_eq!(page.choices("您喜欢什么"), "音乐=3; 散步=3; 食物=2");
}
