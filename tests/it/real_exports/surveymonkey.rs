use crate::exported::real;

#[test]
fn a_set_with_a_choice_that_nobody_ticked() {
    let Some(page) = real("surveymonkey/CNCF GitOps Microsurvey.csv") else { return };
    assert_eq!((page.platform(), page.responses()), ("surveymonkey", 220));
    let tools = "Which of the following GitOps tools are you using?";
    assert_eq!((page.base(tools), page.count(tools, "CloudBees Rollout"), page.count(tools, "Argo CD")), (147, 0, 91));
}
