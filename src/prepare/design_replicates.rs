//! Replicate weights that came with the data.

use super::numbers;
use crate::diagnostic::{Error, Result};
use crate::model::{DesignSpec, ReplicateKind, SurveyTable};
use crate::stats::design::replicates::Replicates;

/// The replicates whose columns fit the pattern of the design.
pub(super) fn given(
    table: &SurveyTable,
    rows: &[(u32, u32)],
    spec: &DesignSpec,
    weights: &[f64],
    allows_for: &mut Vec<String>,
) -> Result<Replicates> {
    let pattern = spec.replicates.as_deref().unwrap_or_default();
    if !spec.strata.ids().is_empty() || !spec.cluster.ids().is_empty() || !spec.fpc.ids().is_empty() {
        return Err(Error::new("a design has either replicate weights or strata, clusters and fpc")
            .hint("replicate weights hold all that strata and clusters say; leave those out"));
    }
    let ids: Vec<&str> = table
        .questions
        .iter()
        .chain(&table.metadata)
        .map(|question| question.id.as_str())
        .filter(|id| fits(pattern, id))
        .collect();
    if ids.len() < 2 {
        return Err(Error::new(format!("{} columns fit “{pattern}”, and replicate weights are several", ids.len()))
            .hint("name them by what they begin with: replicates = \"rep_*\""));
    }
    let columns = ids.iter().map(|id| numbers(table, rows, id)).collect::<Result<Vec<_>>>()?;
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let scales = spec.scales.clone().unwrap_or_else(|| vec![1.0; ids.len()]);
    if scales.len() != ids.len() {
        return Err(Error::new(format!("there are {} scales for {} replicates", scales.len(), ids.len())));
    }
    let scale = scale(spec, ids.len())?;
    allows_for.push(format!("{} replicate weights (“{pattern}”)", ids.len()));
    Replicates::given(weights, &slices, !spec.factors, (scale, &scales), spec.mse)
        .map_err(|error| super::in_words(&error, &[]))
}

/// Whether an id fits a pattern with stars for any letters.
fn fits(pattern: &str, id: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == id,
        Some((before, after)) => id.strip_prefix(before).is_some_and(|rest| {
            let starts = (0..=rest.len()).filter(|start| rest.is_char_boundary(*start));
            starts.map(|start| &rest[start..]).any(|rest| fits(after, rest))
        }),
    }
}

/// What the squared distances are multiplied with.
#[allow(clippy::cast_precision_loss, reason = "replicates are few")]
fn scale(spec: &DesignSpec, count: usize) -> Result<f64> {
    let n = count as f64;
    let rho = spec.rho.unwrap_or(0.0);
    if !(0.0..1.0).contains(&rho) {
        return Err(Error::new(format!("Fay’s ρ is from 0 to below 1, and not {rho}")));
    }
    match (spec.kind, spec.scale) {
        (_, Some(scale)) if scale > 0.0 && scale.is_finite() => Ok(scale),
        (_, Some(scale)) => Err(Error::new(format!("the scale of replicates is above nought, and not {scale}"))),
        (Some(ReplicateKind::Brr), None) => Ok(1.0 / n),
        (Some(ReplicateKind::Fay), None) => Ok(1.0 / (n * (1.0 - rho).powi(2))),
        (Some(ReplicateKind::Jk1), None) => Ok((n - 1.0) / n),
        (Some(ReplicateKind::Bootstrap), None) => Ok(1.0 / (n - 1.0)),
        (Some(ReplicateKind::Jkn), None) if spec.scales.is_some() => Ok(1.0),
        (Some(ReplicateKind::Jkn), None) => Err(Error::new("replicates of the stratified jackknife need their scales")
            .hint("whoever made them says which: scales = [0.5, 0.5, …], one for each")),
        (None, None) => Err(Error::new("it is not said how the replicate weights were made")
            .hint("kind = \"brr\", \"fay\", \"jk1\", \"jkn\" or \"bootstrap\"; or give their scale")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (pattern, id, is) in [
            ("rep_*", "rep_1", true),
            ("rep_*", "w", false),
            ("*", "", true),
            ("a*b*c", "axxbc", true),
            ("a", "ab", false),
        ] {
            assert_eq!(fits(pattern, id), is, "{pattern} {id}");
        }
    }

    #[test]
    fn the_kind_of_replicates_says_their_scale() {
        let of = |kind, rho| scale(&DesignSpec { kind, rho, ..DesignSpec::default() }, 4);
        assert_eq!(of(Some(ReplicateKind::Brr), None).unwrap(), 0.25);
        assert_eq!(of(Some(ReplicateKind::Fay), Some(0.5)).unwrap(), 1.0);
        assert_eq!(of(Some(ReplicateKind::Jk1), None).unwrap(), 0.75);
        assert!(of(Some(ReplicateKind::Jkn), None).is_err() && of(None, None).is_err());
        assert!(of(Some(ReplicateKind::Fay), Some(1.0)).is_err());
    }
}
