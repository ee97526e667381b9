//! Charts as drawings inside the page, with their figures below as a table to open.

use super::escape::{id, words};
use crate::chart;
use crate::model::{Chart, Series};
use crate::writers::document::layout::{NOTHING, chart_value};

/// A figure. The picture says its own title, so the caption shows the number only, and says the title to those who listen.
pub fn figure(number: Option<u32>, chart: &Chart, place: usize) -> String {
    let target = format!("figure-{place}-{}", id(&chart.id));
    let number = number.map(|number| format!("Figure {number}.")).unwrap_or_default();
    format!(
        "<figure class=\"chart\" id=\"{target}\">\n<figcaption id=\"{target}-title\">{number}<span class=\"unseen\"> {}</span>\
         </figcaption>\n<div class=\"scroll\" role=\"region\" aria-labelledby=\"{target}-title\" tabindex=\"0\">\n{}\n</div>\n{}</figure>",
        words(&chart.title),
        drawing(chart, place),
        values(chart),
    )
}

/// The drawing, with ids of its own where a report shows the same chart twice.
fn drawing(chart: &Chart, place: usize) -> String {
    let named = Chart { id: format!("{}-{place}", id(&chart.id)), ..chart.clone() };
    chart::svg(&named)
}

fn values(chart: &Chart) -> String {
    let head = |series: &Series| format!("<th scope=\"col\">{}</th>", words(&series.name));
    let mut text = format!(
        "<details>\n<summary>The figures of this chart</summary>\n<div class=\"scroll\" role=\"region\" aria-label=\"The figures of \
         this chart\" tabindex=\"0\">\n<table>\n<thead>\n<tr><td></td>{}</tr>\n</thead>\n<tbody>\n",
        chart.series.iter().map(head).collect::<String>()
    );
    for (at, category) in chart.categories.iter().enumerate() {
        for (_, heading) in chart.headings.iter().filter(|(before, _)| *before == at) {
            let (span, heading) = (chart.series.len() + 1, words(heading));
            let end = if at > 0 { "</tbody>\n<tbody>\n" } else { "" };
            text.push_str(&format!("{end}<tr><th scope=\"rowgroup\" colspan=\"{span}\">{heading}</th></tr>\n"));
        }
        let value = |series: &Series| {
            let value = series.values.get(at).map_or_else(|| NOTHING.to_owned(), |value| chart_value(chart, value));
            format!("<td>{}</td>", words(&value))
        };
        let values: String = chart.series.iter().map(value).collect();
        text.push_str(&format!("<tr><th scope=\"row\">{}</th>{values}</tr>\n", words(category)));
    }
    text.push_str("</tbody>\n</table>\n</div>\n</details>\n");
    text
}
