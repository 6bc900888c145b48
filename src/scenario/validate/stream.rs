//! Streams, sinks and bounds of output by waste.

use super::super::problem::Draft;
use super::super::raw;
use super::super::values::{Map, Word, Words};
use super::leaves::Spec;
use super::{Check, RawLeaf, flag};
use crate::domain::*;
use crate::units::Dimension;

/// Water per t of product, m³/t.
const VOLUME_PER_MASS: Dimension = Dimension { volume: 1, mass: -1, ..Dimension::SHARE };

impl Check<'_> {
    pub(super) fn streams(&mut self) -> Vec<Stream> {
        let raw = self.raw;
        raw.streams.iter().map(|(id, stream)| self.stream(&id.value, stream)).collect()
    }

    fn stream(&mut self, id: &str, raw: &raw::Stream) -> Stream {
        let (mass, share) = (Spec::positive(Dimension::MASS), Spec::SHARE);
        let stock = self.every_region(&raw.stock, &raw.at, "stock", mass);
        let utilisation = self.every_region(&raw.utilisation, &raw.at, "utilisation", share);
        let old_use = self.every_region(&raw.old_use, &raw.at, "old-use", mass);
        let disposal = self.every_region(&raw.disposal, &raw.at, "disposal", mass);
        let solid = raw.kind.value == StreamKind::Solid;
        for map in [&raw.stock, &raw.utilisation, &raw.old_use, &raw.disposal] {
            if let Some((region, _)) = map.iter().next().filter(|_| !solid) {
                let message = format!("`streams.{id}` is no solid stream and has no stockpile or use");
                self.sink.push(Draft::new(region.span, message).also(raw.kind.span, "the kind"));
            }
        }
        let regional = (0..self.names.regions.list.len())
            .map(|r| RegionalStream {
                stock: stock[r],
                utilisation: utilisation[r],
                old_use: old_use[r],
                disposal: disposal[r],
            })
            .collect();
        Stream { id: id.to_owned(), title: raw.title.text(), kind: raw.kind.value, regional }
    }

    /// One leaf for every region, 0 where none is written.
    fn every_region(
        &mut self,
        raw: &Map<RawLeaf>,
        at: &super::super::record::At,
        key: &str,
        spec: Spec,
    ) -> Vec<LeafId> {
        let written = self.by_region(raw, spec);
        (0..self.names.regions.list.len())
            .map(|r| match written.iter().find(|(region, _)| region.0 == r) {
                Some((_, leaf)) => *leaf,
                None => {
                    let key = format!("{key}.{}", self.names.regions.list[r]);
                    self.leaf_or(None, at, &key, spec, 0.0)
                }
            })
            .collect()
    }

    pub(super) fn stream_sums(&mut self) -> Vec<StreamSum> {
        let raw = self.raw;
        raw.stream_sums.iter().for_each(|(_, sum)| self.add_up(&sum.sum));
        let sum = |(id, sum): (&Word, &raw::Aggregate)| StreamSum {
            id: id.value.clone(),
            title: sum.title.text(),
            parts: self.all(&sum.sum, |names| &names.streams, StreamId),
        };
        raw.stream_sums.iter().map(sum).collect()
    }

    pub(super) fn sinks(&mut self) -> Vec<Sink> {
        let raw = self.raw;
        raw.sinks.iter().flat_map(|(_, sink)| &sink.serves.0).for_each(|name| self.solid(name));
        let sink = |(id, sink): (&Word, &raw::WasteSink)| Sink {
            id: id.value.clone(),
            title: sink.title.text(),
            capacity: self.by_region(&sink.capacity, Spec::positive(Dimension::MASS)),
            serves: self.all(&sink.serves, |names| &names.streams, StreamId),
        };
        raw.sinks.iter().map(sink).collect()
    }

    /// The kind of a stream, if there is one of this name.
    fn kind(&self, name: &Word) -> Option<StreamKind> {
        let named = self.raw.streams.iter().find(|(id, _)| id.value == name.value);
        named.map(|(_, stream)| stream.kind.value)
    }

    /// Tonnes of waste and cubic metres of water have no sum.
    fn add_up(&mut self, parts: &Words) {
        let kinds: Vec<_> = parts.0.iter().filter_map(|name| Some((name, self.kind(name)?))).collect();
        let Some((first, kind)) = kinds.first() else { return };
        for (other, _) in kinds.iter().filter(|(_, other)| other != kind) {
            let message = format!("`{}` and `{}` are of different kinds", first.value, other.value);
            let help = "a sum has streams of one kind: solid, air or water";
            self.sink.push(Draft::new(other.span, message).help(help));
        }
    }

    /// Only solid streams fill sinks and bound output.
    fn solid(&mut self, name: &Word) {
        if self.kind(name).is_some_and(|kind| kind != StreamKind::Solid) {
            let message = format!("`{}` is no solid stream", name.value);
            self.sink.push(Draft::new(name.span, message).label("expected a solid stream"));
        }
    }

    pub(super) fn waste_bounds(&mut self) -> Vec<WasteBound> {
        let raw = self.raw;
        raw.waste_bounds.iter().filter_map(|(_, bound)| self.waste_bound(bound)).collect()
    }

    fn waste_bound(&mut self, raw: &raw::WasteBound) -> Option<WasteBound> {
        let place = match self.place(&raw.place)? {
            Place::Region(region) => WastePlace::Region(region),
            Place::Cluster(cluster) => WastePlace::Cluster(cluster),
            Place::All => {
                let message = format!("`{}` cannot hold in all regions together", raw.at.address);
                self.sink.push(Draft::new(raw.place.span, message).help("name a region or a cluster"));
                return None;
            }
        };
        self.solid(&raw.stream);
        Some(WasteBound {
            id: raw.id.value.clone(),
            stream: self.one(&raw.stream, |names| &names.streams, StreamId),
            place,
            growth: self.leaf(&raw.growth, Spec::positive(Dimension::MASS)),
            counts_old_use: flag(raw.counts_old_use, false),
            from: Year(raw.from.value),
        })
    }

    /// Streams of a process: t/t, water in m3/t.
    pub(super) fn process_streams(&mut self, process: &raw::Process) -> Vec<(StreamId, LeafId)> {
        let stream = |(name, leaf): (&Word, &RawLeaf)| {
            let stream = self.names.streams.find(name, self.sink)?;
            let water = self.kind(name) == Some(StreamKind::Water);
            let spec = if water { Spec::positive(VOLUME_PER_MASS) } else { Spec::FACTOR };
            Some((StreamId(stream), self.leaf(leaf, spec)))
        };
        process.streams.iter().filter_map(stream).collect()
    }
}
