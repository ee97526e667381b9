use crate::exported::real;

#[test]
fn tick_columns_grids_and_rankings_are_put_together_again() {
    let Some(page) = real("jisc-online-surveys/bossier_example.sav") else { return };
    assert_eq!((page.platform(), page.responses()), ("jisc", 13));
    assert_eq!(page.question("urn")["role"], "response id");
    assert_eq!(page.choices("q2"), "Dogs=1; Cats=3; Parrots=5; Monkeys=4; Whales=0; Not answered=0 (not-answered)");
    assert_eq!((page.kind("q3"), page.count("q3", "Dogs"), page.base("q3")), ("multiple", 8, 13));
    assert_eq!((page.kind("q13"), page.kind("q14")), ("ranking", "grid"));
    assert_eq!((page.base("q8"), page.missing("q8").as_str()), (6, "not-asked=7"));
}
