use crate::search::Index;
use crate::{Gazetteer, Vocabulary};
use local_offer_domain::listing::Kind;
use local_offer_domain::values::{AreaId, ListingId, Slug};
use local_offer_domain::{Area, Organisation, Published, Service, Setting};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// A live listing, shared between versions of the catalogue.
pub type Entry = Arc<Published>;

/// Everything the public can see, of every area, at one moment.
#[derive(Debug, Clone)]
pub struct Catalogue {
    version: u64,
    vocabulary: Arc<Vocabulary>,
    gazetteer: Arc<Gazetteer>,
    areas: Vec<Arc<AreaCatalogue>>,
}

/// One area's Local Offer.
#[derive(Debug)]
pub struct AreaCatalogue {
    area: Area,
    entries: BTreeMap<ListingId, Entry>,
    by_address: HashMap<(Kind, Slug), ListingId>,
    services_of: HashMap<ListingId, Vec<ListingId>>,
    gone: HashSet<(Kind, Slug)>,
    index: Index,
}

impl Catalogue {
    /// An empty catalogue of no areas.
    pub fn new(vocabulary: Arc<Vocabulary>, gazetteer: Arc<Gazetteer>) -> Self {
        Self { version: 0, vocabulary, gazetteer, areas: Vec::new() }
    }

    /// The same with these areas and everything in them, in place of what was there. `gone` are the addresses of what is
    /// no longer shown.
    #[must_use]
    pub fn with_everything(&self, areas: Vec<Area>, entries: Vec<Published>, gone: Vec<(AreaId, Kind, Slug)>) -> Self {
        let mut gone_by_area: HashMap<AreaId, HashSet<(Kind, Slug)>> = HashMap::new();
        for (area, kind, slug) in gone {
            gone_by_area.entry(area).or_default().insert((kind, slug));
        }
        let mut by_area: HashMap<AreaId, BTreeMap<ListingId, Entry>> = HashMap::new();
        for entry in entries {
            by_area.entry(entry.area().clone()).or_default().insert(entry.id(), Arc::new(entry));
        }
        let areas = areas
            .into_iter()
            .map(|area| {
                let entries = by_area.remove(&area.id).unwrap_or_default();
                let gone = gone_by_area.remove(&area.id).unwrap_or_default();
                Arc::new(AreaCatalogue::build(area, entries, gone, self))
            })
            .collect();
        Self { version: self.version + 1, areas, ..self.clone() }
    }

    /// The same with these listings changed: `None` for one that is no longer public. Only the areas they are in are
    /// built again; every other area is shared with the version before.
    #[must_use]
    pub fn with_changes(&self, changes: Vec<(ListingId, Option<Published>)>) -> Self {
        let mut touched: HashMap<usize, Vec<(ListingId, Option<Entry>)>> = HashMap::new();
        for (id, change) in changes {
            let change = change.map(Arc::new);
            for (position, area) in self.areas.iter().enumerate() {
                let theirs = change.as_ref().filter(|entry| *entry.area() == area.area.id);
                if theirs.is_some() || area.entries.contains_key(&id) {
                    touched.entry(position).or_default().push((id, theirs.cloned()));
                }
            }
        }
        let mut areas = self.areas.clone();
        for (position, changes) in touched {
            let before = &self.areas[position];
            let mut entries = before.entries.clone();
            let mut gone = before.gone.clone();
            for (id, change) in changes {
                if let Some(old) = entries.remove(&id) {
                    gone.insert((old.kind(), old.slug().clone()));
                }
                if let Some(entry) = change {
                    gone.remove(&(entry.kind(), entry.slug().clone()));
                    entries.insert(id, entry);
                }
            }
            areas[position] = Arc::new(AreaCatalogue::build(before.area.clone(), entries, gone, self));
        }
        Self { version: self.version + 1, areas, ..self.clone() }
    }

    /// The same with another gazetteer. Listings are placed by it only when their area is built again.
    #[must_use]
    pub fn with_gazetteer(&self, gazetteer: Arc<Gazetteer>) -> Self {
        Self { version: self.version + 1, gazetteer, ..self.clone() }
    }

    /// Rises with every change. What is derived from a catalogue may be kept as long as this stays.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Every vocabulary.
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// Places and authorities.
    pub fn gazetteer(&self) -> &Arc<Gazetteer> {
        &self.gazetteer
    }

    /// Every area; the first is the default.
    pub fn areas(&self) -> &[Arc<AreaCatalogue>] {
        &self.areas
    }

    /// The area a host name (without port) chooses; an unknown host gets the default area.
    pub fn area_of_host(&self, host: &str) -> Option<&Arc<AreaCatalogue>> {
        self.areas
            .iter()
            .find(|area| area.area.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)))
            .or_else(|| self.areas.first())
    }

    /// The area of this identifier.
    pub fn area(&self, id: &AreaId) -> Option<&Arc<AreaCatalogue>> {
        self.areas.iter().find(|area| area.area.id == *id)
    }
}

impl AreaCatalogue {
    fn build(
        area: Area,
        entries: BTreeMap<ListingId, Entry>,
        gone: HashSet<(Kind, Slug)>,
        catalogue: &Catalogue,
    ) -> Self {
        let mut by_address = HashMap::with_capacity(entries.len());
        let mut services_of: HashMap<ListingId, Vec<ListingId>> = HashMap::new();
        for (id, entry) in &entries {
            by_address.insert((entry.kind(), entry.slug().clone()), *id);
            if let (Kind::Service, Some(organisation)) = (entry.kind(), entry.organisation()) {
                services_of.entry(organisation).or_default().push(*id);
            }
        }
        for services in services_of.values_mut() {
            services.sort_by_cached_key(|id| entries[id].name().to_lowercase());
        }
        let index =
            Index::build(entries.values().cloned().collect(), &entries, &catalogue.vocabulary, &catalogue.gazetteer);
        Self { area, entries, by_address, services_of, gone, index }
    }

    /// The authority and its Local Offer.
    pub fn area(&self) -> &Area {
        &self.area
    }

    /// The entry of this kind at this address.
    pub fn find(&self, kind: Kind, slug: &Slug) -> Option<&Entry> {
        self.by_address.get(&(kind, slug.clone())).and_then(|id| self.entries.get(id))
    }

    /// The service at this address.
    pub fn service(&self, slug: &Slug) -> Option<&Service> {
        match self.find(Kind::Service, slug)?.as_ref() {
            Published::Service(service) => Some(service),
            _ => None,
        }
    }

    /// The organisation at this address.
    pub fn organisation(&self, slug: &Slug) -> Option<&Organisation> {
        match self.find(Kind::Organisation, slug)?.as_ref() {
            Published::Organisation(organisation) => Some(organisation),
            _ => None,
        }
    }

    /// The setting at this address.
    pub fn setting(&self, slug: &Slug) -> Option<&Setting> {
        match self.find(Kind::Setting, slug)?.as_ref() {
            Published::Setting(setting) => Some(setting),
            _ => None,
        }
    }

    /// The entry of this identity.
    pub fn lookup(&self, id: ListingId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// The services of an organisation, by name.
    pub fn services_of(&self, organisation: ListingId) -> impl Iterator<Item = &Entry> {
        self.services_of.get(&organisation).into_iter().flatten().filter_map(|id| self.entries.get(id))
    }

    /// Whether there was something at this address that has been taken down.
    pub fn is_gone(&self, kind: Kind, slug: &Slug) -> bool {
        self.gone.contains(&(kind, slug.clone()))
    }

    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// How many entries of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.entries.values().filter(|entry| entry.kind() == kind).count()
    }

    /// The search over this area.
    pub fn index(&self) -> &Index {
        &self.index
    }
}
