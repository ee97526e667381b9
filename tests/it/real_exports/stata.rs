use crate::exported::real;

#[test]
fn extended_missing_values_keep_their_letters() {
    let Some(page) = real("stata-sas/missing_test.dta") else { return };
    assert_eq!(page.platform(), "stata");
    assert_eq!(page.choices("var1"), "missing=1 (user)");
    assert_eq!(page.choices("var4"), ".x=1 (user)");
    assert_eq!(page.missing("var7"), "unknown=1");
    let Some(page) = real("stata-sas/tagged-na-int.dta") else { return };
    assert_eq!(page.choices("x"), "1=1; 2=1; 3=1; 4=1; 5=1; apple=1 (user); .zebra=1 (user); .h=1 (user)");
}

#[test]
fn a_file_of_sas_without_its_catalogue() {
    let Some(page) = real("stata-sas/sample.sas7bdat") else { return };
    assert_eq!((page.platform(), page.responses()), ("sas", 5));
    assert_eq!((page.kind("mydate"), page.kind("mynum"), page.base("mydate")), ("date", "numeric", 4));
}
