//! One number for each term that is counted, across segments.
//!
//! A segment numbers its terms in its own dictionary. To add the counts of several segments up without
//! comparing strings, each dictionary is read once, when its segment is opened.

use std::{
    collections::HashMap,
    io,
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

use tantivy::columnar::StrColumn;

use crate::schema::Group;

/// The terms of all segments that this process has opened. It only grows; a rebuild begins a new one.
#[derive(Default)]
pub(crate) struct Terms {
    inner: RwLock<Inner>,
}

#[derive(Default)]
struct Inner {
    numbers: HashMap<Arc<str>, u32>,
    terms: Vec<(Arc<str>, u32)>,
    groups: Vec<Group>,
    group_numbers: HashMap<Group, u32>,
}

/// The dictionary of one segment.
#[derive(Default)]
pub(crate) struct SegmentTerms {
    /// From the segment's number to the process's.
    pub numbers: Vec<u32>,
    /// Terms are sorted, so each group is a range.
    groups: Vec<(Group, Range<u32>)>,
}

impl SegmentTerms {
    /// The segment's numbers of the terms of `group`.
    pub fn range(&self, group: &Group) -> Range<u32> {
        let found = self.groups.iter().find(|(it, _)| it == group);
        found.map_or(0..0, |(_, range)| range.clone())
    }
}

impl Terms {
    /// Reads the dictionary of a segment.
    pub fn read(&self, column: Option<&StrColumn>) -> io::Result<SegmentTerms> {
        let mut read = SegmentTerms::default();
        let Some(column) = column else {
            return Ok(read);
        };
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let mut terms = column.dictionary().stream()?;
        while terms.advance() {
            let text = std::str::from_utf8(terms.key())
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            let at = u32::try_from(read.numbers.len()).map_err(io::Error::other)?;
            let Some((number, group)) = inner.number(text) else {
                let message = format!("{text:?} is no facet");
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            };
            read.numbers.push(number);
            match read.groups.last_mut() {
                Some((last, range)) if *last == group => range.end = at + 1,
                _ => read.groups.push((group, at..at + 1)),
            }
        }
        Ok(read)
    }

    pub fn len(&self) -> usize {
        self.read_inner(|inner| inner.terms.len())
    }

    /// Puts counts into their groups: for each group its terms' numbers and counts, zeros left out.
    pub fn by_group(&self, counts: &[u32]) -> Vec<(Group, Vec<(u32, u32)>)> {
        self.read_inner(|inner| {
            let mut groups: Vec<(Group, Vec<(u32, u32)>)> = inner
                .groups
                .iter()
                .map(|group| (group.clone(), Vec::new()))
                .collect();
            for (number, count) in (0u32..).zip(counts.iter().copied()) {
                if count > 0
                    && let Some((_, group)) = inner.terms.get(number as usize)
                {
                    groups[*group as usize].1.push((number, count));
                }
            }
            groups.retain(|(_, counts)| !counts.is_empty());
            groups
        })
    }

    /// The `most` values that count most, those that count the same in the order of their text.
    pub fn top(&self, mut counts: Vec<(u32, u32)>, most: usize) -> Vec<(String, u32)> {
        self.read_inner(|inner| {
            let text = |number: u32| inner.terms.get(number as usize).map(|(text, _)| &**text);
            let order = |a: &(u32, u32), b: &(u32, u32)| {
                b.1.cmp(&a.1).then_with(|| text(a.0).cmp(&text(b.0)))
            };
            if counts.len() > most && most > 0 {
                counts.select_nth_unstable_by(most - 1, order);
            }
            counts.truncate(most);
            counts.sort_unstable_by(order);
            counts
                .into_iter()
                .filter_map(|(number, count)| Some((value(text(number)?)?.to_owned(), count)))
                .collect()
        })
    }

    /// The number of a term, if any segment has it.
    pub fn number(&self, term: &str) -> Option<u32> {
        self.read_inner(|inner| inner.numbers.get(term).copied())
    }

    /// Whether any product that this process has seen has a facet of this kind.
    pub fn has_group(&self, group: &Group) -> bool {
        self.read_inner(|inner| inner.group_numbers.contains_key(group))
    }

    fn read_inner<T>(&self, read: impl FnOnce(&Inner) -> T) -> T {
        read(&self.inner.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    fn number(&mut self, text: &str) -> Option<(u32, Group)> {
        if let Some(number) = self.numbers.get(text) {
            let (_, group) = &self.terms[*number as usize];
            return Some((*number, self.groups[*group as usize].clone()));
        }
        let (group, _) = Group::parse(text)?;
        let group_number = if let Some(number) = self.group_numbers.get(&group) {
            *number
        } else {
            let number = u32::try_from(self.groups.len()).ok()?;
            self.groups.push(group.clone());
            self.group_numbers.insert(group.clone(), number);
            number
        };
        let number = u32::try_from(self.terms.len()).ok()?;
        let text: Arc<str> = text.into();
        self.terms.push((Arc::clone(&text), group_number));
        self.numbers.insert(text, number);
        Some((number, group))
    }
}

fn value(term: &str) -> Option<&str> {
    let (_, value) = term.split_once(crate::schema::SEPARATOR)?;
    Some(value)
}
