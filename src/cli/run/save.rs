//! `dafeng run --save-draws`: every draw's values of some series.

use std::path::Path;

use super::Job;
use super::draws::progress;
use crate::cli::{Failure, Ready, print};
use crate::ensemble::{Design, save};
use crate::output::{Streamed, Streaming};
use crate::report::export::BYTE_ORDER_MARK;
use crate::report::tables::DrawRows;
use crate::report::text;

/// A file of more bytes is announced before it is computed.
const LARGE: u64 = 100_000_000;

/// The table's file.
const FILE: &str = "draws.csv";

impl Job<'_> {
    /// The series that are to be saved. Tells the size of a large file.
    pub(super) fn saved(&self, ready: &Ready) -> Result<Vec<usize>, Failure> {
        let (asked, model) = (&self.arguments.save_draws, &ready.model);
        let draws = self.design().draws;
        if !asked.is_empty() && draws == 0 {
            return Err(Failure::Input(format!("error: {}", text::nothing_to_save(self.lang))));
        }
        let series = save::named(model, asked).map_err(|unknown| {
            let why = text::unknown_series(&unknown.name, unknown.near.as_deref(), self.lang);
            Failure::Input(format!("error: {why}"))
        })?;
        let bytes = DrawRows::new(model, &series).bytes_a_draw().saturating_mul(draws);
        if bytes > LARGE {
            print::note(&text::saved_size(bytes, self.lang));
        }
        Ok(series)
    }

    /// Plays the series and writes them beside the results' place.
    pub(super) fn save(
        &self,
        ready: &Ready,
        design: Design,
        series: &[usize],
        place: &Path,
    ) -> Result<Option<Streamed>, Failure> {
        if series.is_empty() {
            return Ok(None);
        }
        let model = &ready.model;
        let rows = DrawRows::new(model, series);
        let told = |error: csv::Error| Failure::Work(format!("could not write the tables: {error}"));
        let mut file = Streaming::new(place, FILE)?;
        if self.arguments.bom {
            file.append(BYTE_ORDER_MARK.as_bytes())?;
        }
        file.append(&rows.header().map_err(told)?)?;
        let bar = progress(design.draws, 0, self.lang);
        let going = |done: u64| {
            bar.inc(done);
            !self.stopped()
        };
        let written = |draws: save::Values<'_>| rows.rows(draws).map_err(told);
        save::save(model, design, series, written, |text| Ok(file.append(text)?), going)?;
        bar.finish_and_clear();
        if self.stopped() {
            return Err(self.interrupted());
        }
        Ok(Some(file.end()?))
    }
}
