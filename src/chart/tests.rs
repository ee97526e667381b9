//! Every kind of chart of every shape of table: what it says, that it stays on its page, that it comes out the same twice.

use super::samples::{Sample, involvement, themes, training_by_size, works_with};
use super::*;
use crate::model::Table;

fn chart(table: &Table, kind: ChartKind) -> Chart {
    from_table(table, &ChartRequest { id: table.id.clone(), kind: Some(kind), title: None }).unwrap()
}

/// Every kind of chart with realistic data, by the name of a picture.
fn gallery() -> Vec<(&'static str, Chart)> {
    let mut long = Sample::new("long", "Thirty services", &[("Total", 1204)]);
    for place in 0..30 {
        long = long.choice(&format!("Service number {place}"), &[(1204 - place * 41, 1204)]);
    }
    let mut finding = chart(&involvement(), ChartKind::Diverging);
    finding.title = "Service users shape delivery more than governance, research or bids".to_owned();
    let barriers = [("Time", 1.8), ("Funding", 2.1), ("Skills", 3.2), ("Contacts", 3.7), ("Interest", 4.2)];
    let ranks =
        barriers.iter().fold(Sample::new("ranks", "Barriers, mean rank", &[("Total", 38)]), |sample, (item, rank)| {
            sample.heading(item).statistic("Mean rank", &[*rank])
        });
    vec![
        ("bar", chart(&works_with(), ChartKind::Bar)),
        ("bar-30", chart(&long.0, ChartKind::Bar)),
        ("bar-ranks", chart(&ranks.0, ChartKind::Bar)),
        ("dot", chart(&works_with(), ChartKind::Dot)),
        ("diverging", finding),
        ("stacked", chart(&training_by_size(), ChartKind::Stacked)),
        ("stacked-grid", chart(&involvement(), ChartKind::Stacked)),
        ("grouped", chart(&training_by_size(), ChartKind::Grouped)),
        ("grouped-themes", chart(&themes(), ChartKind::Grouped)),
        ("dot-themes", chart(&themes(), ChartKind::Dot)),
        ("heat", chart(&themes(), ChartKind::Heat)),
        ("heat-size", chart(&training_by_size(), ChartKind::Heat)),
    ]
}

/// `CANVASS_CHARTS=/tmp/charts cargo test --lib chart::` leaves the gallery there to be looked at.
#[test]
fn every_kind_is_drawn_and_comes_out_the_same_twice() {
    let folder = std::env::var_os("CANVASS_CHARTS").map(std::path::PathBuf::from);
    for (name, chart) in gallery() {
        let (picture, drawing) = (png(&chart).unwrap(), svg(&chart));
        assert_eq!(picture, png(&chart).unwrap(), "{name}");
        assert_eq!(drawing, svg(&chart), "{name}");
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
            std::fs::write(folder.join(format!("{name}.svg")), drawing).unwrap();
            std::fs::write(folder.join(format!("{name}.txt")), chart.alt).unwrap();
        }
    }
}
