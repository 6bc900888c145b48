//! Near names: what somebody who mistyped probably meant.

/// The candidate nearest to `wanted`, if it is near enough to be a slip of the finger.
pub(crate) fn near<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Distances are quadratic in length: nobody mistypes a name of this size.
    const LONGEST: usize = 200;
    if wanted.len() > LONGEST {
        return None;
    }
    let most = (wanted.chars().count() / 3).max(2);
    let folded = wanted.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST && *candidate != wanted)
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= most && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn finds_slips_and_nothing_else() {
        assert_eq!(near("emision_factor", ["kind", "emission_factor"]), Some("emission_factor"));
        assert_eq!(near("aluminum", ["aluminium", "alumina"]), Some("aluminium"));
        assert_eq!(near("KWH", ["kWh", "MWh"]), Some("kWh"));
        assert_eq!(near("ab", ["x", "y"]), None);
    }
}
