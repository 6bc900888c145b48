//! The manifest: what made a folder of results, so that they can be made again.
//!
//! It holds no clock time and no path of the machine: the same scenario, seed and version give the
//! same bytes anywhere.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The name every manifest of ours carries under `tool`.
pub const TOOL: &str = "dafeng";

/// The file name of the manifest in a results folder.
pub const MANIFEST_FILE: &str = "manifest.json";

/// How a folder of results was made.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`TOOL`].
    pub tool: String,
    /// Version of the program.
    pub version: String,
    /// The command line after the program's name, without what does not change a byte of the results
    /// (threads, folder).
    pub command: Vec<String>,
    /// Which scenario.
    pub scenario: ScenarioEntry,
    /// The scenario that it is held against, where there are two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<ScenarioEntry>,
    /// The other scenarios that it is held against, where there are more than two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<ScenarioEntry>,
    /// Master seed of the draws.
    pub seed: u64,
    /// Number of draws; 0 for the deterministic run alone.
    pub draws: u64,
    /// The draw that the folder shows, where it is one draw run on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<u64>,
    /// Sampling design: `random`, `latin-hypercube` or `sobol`.
    pub design: String,
    /// The leaves that take a dimension of the Sobol′ points, in the order of the dimensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<String>,
    /// Language of the report: `zh` or `en`.
    pub language: String,
    /// Years covered.
    pub horizon: HorizonEntry,
    /// Every file read, in reading order.
    pub inputs: Vec<InputEntry>,
    /// Leaves set on the command line, `address=value`, in order.
    pub overrides: Vec<String>,
    /// Draws that failed and are left out of the statistics.
    #[serde(default)]
    pub failed_draws: u64,
    /// How certain the results are, where there were draws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<CertaintyEntry>,
    /// Whether every draw was run; false when the user stopped it.
    pub complete: bool,
    /// Every file of the folder but this one, sorted.
    #[serde(default)]
    pub files: Vec<InputEntry>,
}

/// The scenario of a manifest.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScenarioEntry {
    /// Its identifier.
    pub id: String,
    /// Its title in the report's language.
    pub title: String,
    /// Its file, as given.
    pub file: String,
    /// Leaves set on the command line in this scenario only, `address=value`, in order, after those set in all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<String>,
}

/// How certain the results of an ensemble are.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CertaintyEntry {
    /// The least certain probability: `targets.<id>`, or `<series>@<place> peaked by <year>`.
    pub probability: Option<String>,
    /// Half the width of its 95 % interval.
    pub probability_half_width: Option<f64>,
    /// About how many draws would bring every probability to ± 1 point.
    pub draws_for_one_point: Option<u64>,
    /// The headline series `<series>@<place>` whose median of the last year is least certain.
    pub median: Option<String>,
    /// The standard error of that median as a share of the 90 % band.
    pub median_error: Option<f64>,
}

/// The years of a manifest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HorizonEntry {
    /// Base year.
    pub base: i32,
    /// Last observed year.
    pub observed: i32,
    /// Last year.
    pub end: i32,
}

/// A file that was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InputEntry {
    /// Its path as given, or as the file that names it gives it.
    pub path: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

impl InputEntry {
    /// The entry of a file of these bytes.
    pub fn of(path: impl Into<String>, bytes: &[u8]) -> InputEntry {
        InputEntry { path: path.into(), sha256: sha256_hex(bytes), bytes: bytes.len() as u64 }
    }
}

impl Manifest {
    /// Every scenario: the first, and those that it is held against.
    pub fn scenarios(&self) -> impl Iterator<Item = &ScenarioEntry> {
        std::iter::once(&self.scenario).chain(&self.against).chain(&self.further)
    }

    /// The manifest as pretty JSON with a closing newline.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Whether these bytes are a manifest of this program, of any version.
    pub fn is_ours(bytes: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct Mark {
            tool: String,
        }
        serde_json::from_slice::<Mark>(bytes).is_ok_and(|mark| mark.tool == TOOL)
    }
}

fn sha256_hex(bytes: &[u8]) -> String {
    sha256_text(Sha256::new().chain_update(bytes))
}

/// A digest as lower-case hexadecimal.
pub fn sha256_text(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Manifest {
        Manifest {
            tool: TOOL.into(),
            version: "0.1.0".into(),
            command: vec!["run".into(), "scenarios/a.toml".into()],
            scenario: ScenarioEntry {
                id: "a".into(),
                title: "甲".into(),
                file: "scenarios/a.toml".into(),
                overrides: vec![],
            },
            against: None,
            further: vec![],
            seed: 7,
            draws: 100,
            draw: Some(3),
            design: "sobol".into(),
            dimensions: vec!["levers.x".into()],
            language: "zh".into(),
            horizon: HorizonEntry { base: 2020, observed: 2024, end: 2060 },
            inputs: vec![InputEntry::of("scenarios/a.toml", b"abc")],
            overrides: vec!["levers.x=0.5".into()],
            failed_draws: 0,
            certainty: None,
            complete: true,
            files: vec![],
        }
    }

    #[test]
    fn hashes_inputs() {
        // The published digest of "abc" (FIPS 180-2, appendix B.1).
        let entry = InputEntry::of("f", b"abc");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((entry.sha256.as_str(), entry.bytes), (expected, 3));
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let bytes = sample().to_json().unwrap();
        assert_eq!(serde_json::from_slice::<Manifest>(&bytes).unwrap(), sample());
        assert_eq!(bytes, sample().to_json().unwrap());
        assert!(Manifest::is_ours(&bytes));
    }

    #[test]
    fn knows_foreign_manifests() {
        assert!(!Manifest::is_ours(b"{\"tool\":\"other\"}"));
        assert!(!Manifest::is_ours(b"{\"name\":\"dafeng\"}"));
        assert!(!Manifest::is_ours(b"not json"));
    }
}
