//! How wide the columns of a table are, which way up its page is, and where it is divided if even that is too narrow.
//!
//! The measure of success: nobody has to touch the table in Word. Figures are never broken over two lines, the labels get
//! the room that is left, and a table that is wider than the page goes on below itself with its labels repeated.

use std::ops::Range;

use super::measure::HalfPoints;
use super::page::Orientation;

/// More columns than this read better on a page on its side.
const MOST_UPRIGHT: usize = 9;

/// Type of tables: as usual, for wide ones, and for the widest.
const SIZES: [HalfPoints; 3] = [19, 17, 15];

/// The size for which needs are measured.
pub const MEASURED_AT: HalfPoints = SIZES[0];

/// Left and right of every cell, with a hair for the rounding of fonts.
const PADDING: u32 = 2 * 80 + 20;

/// Figures that stand too far from their labels are hard to read, so that a small table is not stretched over the page.
const SPREAD: u32 = 140;
const NARROWEST: u32 = 1_100;
/// Labels have this much room where there is enough.
const NARROWEST_LABELS: u32 = 2_600;

/// What a column asks for, measured at [`MEASURED_AT`] and without padding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Need {
    /// What it must have if no word or figure is to be broken.
    pub least: u32,
    /// What it would have if nothing were to be wrapped.
    pub natural: u32,
    /// Takes the room that is left: labels and long text.
    pub stretches: bool,
}

/// A part of a table that fits a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The columns beside the first, which every panel repeats.
    pub columns: Range<usize>,
    /// Widths in twentieths of a point: the first column's, then those of `columns`.
    pub widths: Vec<u32>,
}

/// How a table is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Which way up its page is.
    pub orientation: Orientation,
    /// The size of its type.
    pub size: HalfPoints,
    /// Mostly one.
    pub panels: Vec<Panel>,
}

/// Plans a table of a first column and others. `groups` are the others that belong together and are not divided if that
/// can be helped.
pub fn plan(first: Need, others: &[Need], groups: &[Range<usize>]) -> Plan {
    for orientation in [Orientation::Portrait, Orientation::Landscape] {
        if orientation == Orientation::Portrait && others.len() > MOST_UPRIGHT {
            continue;
        }
        let room = orientation.text_width();
        for size in SIZES.into_iter().take(if orientation == Orientation::Portrait { 2 } else { 3 }) {
            let label = scaled(first, size);
            let needs: Vec<Need> = others.iter().map(|need| scaled(*need, size)).collect();
            let least: u32 = needs.iter().map(|need| need.least).sum();
            if label_share(label, room) + least <= room {
                let panel = Panel { columns: 0..others.len(), widths: widths(label, &needs, room) };
                return Plan { orientation, size, panels: vec![panel] };
            }
        }
    }
    let (orientation, size) = (Orientation::Landscape, SIZES[1]);
    let needs: Vec<Need> = others.iter().map(|need| scaled(*need, size)).collect();
    Plan { orientation, size, panels: panels(scaled(first, size), &needs, groups, orientation.text_width()) }
}

/// A need at another size, with the padding of the cell.
fn scaled(need: Need, size: HalfPoints) -> Need {
    let scale =
        |width: u32| u32::try_from(u64::from(width) * u64::from(size) / u64::from(MEASURED_AT)).unwrap_or(u32::MAX);
    let natural = scale(need.natural).saturating_add(PADDING);
    Need { least: scale(need.least).saturating_add(PADDING).min(natural), natural, ..need }
}

/// What the first column must have: its widest word, but no more than two fifths of the page, and where it has much to
/// say no less than a quarter.
fn label_share(label: Need, room: u32) -> u32 {
    label.least.min(room * 2 / 5).max(label.natural.min(room / 4))
}

/// Panels as wide as the room, divided between groups where one fits a panel.
fn panels(label: Need, needs: &[Need], groups: &[Range<usize>], room: u32) -> Vec<Panel> {
    let room_beside = room - label_share(label, room);
    let width_of =
        |range: &Range<usize>| needs[range.clone()].iter().map(|need| need.least).fold(0, u32::saturating_add);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let singles = |group: &Range<usize>| group.clone().map(|column| column..column + 1).collect::<Vec<_>>();
    for group in groups {
        let pieces = if width_of(group) <= room_beside { vec![group.clone()] } else { singles(group) };
        for piece in pieces {
            match ranges.last_mut() {
                Some(last) if width_of(&(last.start..piece.end)) <= room_beside => last.end = piece.end,
                _ => ranges.push(piece),
            }
        }
    }
    ranges.into_iter().map(|columns| Panel { widths: widths(label, &needs[columns.clone()], room), columns }).collect()
}

/// The widths in the room there is: equal for figures if that fits, and no wider than reads well.
fn widths(label: Need, needs: &[Need], room: u32) -> Vec<u32> {
    let share = label_share(label, room);
    let least = |needs: &[Need]| needs.iter().map(|need| need.least).fold(0, u32::saturating_add);
    let mut widths: Vec<u32> = needs.iter().map(|need| need.least).collect();
    // One word wider than the page cannot be helped: it is broken.
    if share + least(needs) > room {
        let sum = u64::from(least(needs).max(1));
        let beside = u64::from(room - share);
        widths = widths.iter().map(|width| u32::try_from(u64::from(*width) * beside / sum).unwrap_or(0)).collect();
        widths.insert(0, share);
        return widths;
    }
    let mut label_width = share;
    let mut left = room - share - widths.iter().sum::<u32>();
    if needs.iter().any(|need| need.stretches) {
        // Columns of words: each grows towards its natural width, those that want more get more.
        let mut wants: Vec<u32> = vec![label.natural.saturating_sub(share)];
        wants.extend(needs.iter().zip(&widths).map(|(need, width)| need.natural.saturating_sub(*width)));
        let given = shared_out(left, &wants);
        widths.insert(0, label_width);
        return widths.iter().zip(given).map(|(width, more)| width + more).collect();
    }
    let more = label.natural.saturating_sub(label_width).min(left / 2);
    label_width += more;
    left -= more;
    let widest = needs.iter().map(|need| need.least).max().unwrap_or(0);
    let to_be_equal: u32 = widths.iter().map(|width| widest - width).sum();
    if to_be_equal <= left {
        widths.fill(widest);
        left -= to_be_equal;
    }
    let more = label.natural.max(NARROWEST_LABELS).saturating_sub(label_width).min(left);
    label_width += more;
    left -= more;
    let count = u32::try_from(widths.len()).unwrap_or(1).max(1);
    let spread = |width: u32| (width * SPREAD / 100).max(NARROWEST).saturating_sub(width);
    let wanted: u32 = widths.iter().map(|width| spread(*width)).sum();
    if wanted <= left {
        widths = widths.iter().map(|width| width + spread(*width)).collect();
    } else {
        widths = widths.iter().map(|width| width + left / count).collect();
    }
    widths.insert(0, label_width);
    widths
}

/// Shares out what is left: the small wants first, so that short columns are not wrapped for the sake of long ones; what these leave goes to
/// the long ones by the roots of what they want, so that a passage has more room than a remark, and the remark has some.
fn shared_out(mut left: u32, wants: &[u32]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..wants.len()).collect();
    order.sort_by_key(|column| wants[*column]);
    let mut given = vec![0; wants.len()];
    let mut long = order.as_slice();
    while let [column, rest @ ..] = long {
        let fair = left / u32::try_from(long.len()).unwrap_or(1);
        if wants[*column] > fair {
            break;
        }
        given[*column] = wants[*column];
        left -= given[*column];
        long = rest;
    }
    let roots: u64 = long.iter().map(|column| u64::from(wants[*column].isqrt())).sum();
    for column in long {
        let part = u64::from(left) * u64::from(wants[*column].isqrt()) / roots.max(1);
        given[*column] = wants[*column].min(u32::try_from(part).unwrap_or(left));
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(least: u32) -> Need {
        Need { least, natural: least, stretches: false }
    }

    fn label(natural: u32) -> Need {
        Need { least: natural.min(1_200), natural, stretches: true }
    }

    #[test]
    fn short_wants_are_met_and_long_ones_share_the_rest_by_their_length() {
        assert!(shared_out(900, &[]).is_empty());
        assert_eq!(shared_out(900, &[100, 200, 300]), [100, 200, 300]);
        assert_eq!(shared_out(900, &[100, 40_000, 10_000]), [100, 533, 266]);
    }

    #[test]
    fn a_table_without_columns_still_has_its_labels() {
        let plan = plan(label(3_000), &[], &[]);
        assert_eq!(plan.panels.len(), 1);
        assert_eq!(plan.panels[0].widths.len(), 1);
    }

    #[test]
    fn a_small_table_stands_upright_and_is_not_stretched() {
        let plan = plan(label(1_500), &[figures(500), figures(700)], &[]);
        assert_eq!((plan.orientation, plan.size), (Orientation::Portrait, SIZES[0]));
        let widths = &plan.panels[0].widths;
        assert_eq!(widths[1], widths[2]);
        assert!(widths.iter().sum::<u32>() < 6_000, "{widths:?}");
    }

    #[test]
    fn every_panel_fits_its_page_and_no_column_is_lost() {
        for count in [1, 5, 9, 10, 14, 25, 60] {
            let plan = plan(label(9_000), &vec![figures(900); count], &[(0..1), (1..count)]);
            let room = plan.orientation.text_width();
            assert!(plan.panels.iter().all(|panel| panel.widths.iter().sum::<u32>() <= room), "{count}: {plan:?}");
            let columns: Vec<usize> = plan.panels.iter().flat_map(|panel| panel.columns.clone()).collect();
            assert_eq!(columns, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_word_wider_than_the_page_is_broken_and_not_the_page() {
        let plan = plan(label(80_000), &[figures(90_000), figures(20)], &[0..1, 1..2]);
        let room = plan.orientation.text_width();
        assert!(plan.panels.iter().all(|panel| panel.widths.iter().sum::<u32>() <= room), "{plan:?}");
    }

    #[test]
    fn short_columns_of_words_are_not_wrapped_for_the_sake_of_long_ones() {
        assert_eq!(shared_out(100, &[500, 20, 0]), [80, 20, 0]);
        assert_eq!(shared_out(100, &[10, 20, 0]), [10, 20, 0]);
    }
}
