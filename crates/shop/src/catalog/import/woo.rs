//! Product files of WooCommerce.
//!
//! There a product with variants is a row of its own, and its variations are rows that name it, often
//! far behind. So the file is read twice: once to see where everything is, once product by product.

use std::{
    collections::HashMap,
    io::{Read, Seek},
    sync::Arc,
};

use chrono_tz::Tz;
use csv::{ByteRecord, Position, Reader};

use super::{
    ImportError, RowProblem, columns,
    file::{self, Group, Piece, Records, Sender},
    woo_rows::Header,
};
use crate::{Shop, attributes::Attributes};

/// What the file is read with.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// Days of sales are those of this time zone.
    pub zone: Tz,
    /// Attributes of the file that are called like one of these are that.
    pub attributes: Arc<Attributes>,
}

impl Context {
    pub fn of(shop: &Shop) -> Self {
        Self {
            zone: shop.settings().time_zone,
            attributes: shop.attributes(),
        }
    }
}

/// A place of the file.
struct Place {
    at: Position,
    line: u64,
}

/// Where everything is.
#[derive(Default)]
struct Index {
    products: Vec<Place>,
    /// By what they say of their parent: its SKU, or "id:" and its number.
    variations: HashMap<String, Vec<Place>>,
}

pub(super) fn is_header(names: &[String]) -> bool {
    Header::read(names).is_some()
}

pub(super) fn send_all(
    file: impl Read + Seek,
    context: &Context,
    sender: &Sender,
) -> Result<(), ImportError> {
    let mut records = Records::open(file)?;
    let names = records.names()?;
    let mut header = Header::read(&names).ok_or(ImportError::NotWooCommerce)?;
    let send = |piece| sender.blocking_send(Ok(piece)).is_ok();
    let ignored = header.ignored();
    let attributes = Arc::default();
    if !send(Piece::Header {
        ignored,
        attributes,
    }) {
        return Ok(());
    }
    let mut index = Index::default();
    while records.next()? {
        let (line, at) = (records.line, records.start.clone());
        match file::cells(&records.record, names.len(), line) {
            Ok(cells) => match header.parent_of(&cells) {
                Some(parent) => {
                    let variations = index.variations.entry(parent).or_default();
                    variations.push(Place { at, line });
                }
                None => index.products.push(Place { at, line }),
            },
            Err(problem) => {
                if !send(Piece::Bad(problem, columns::raw_cells(&records.record))) {
                    return Ok(());
                }
            }
        }
    }
    let mut reader = records.into_reader()?;
    for place in std::mem::take(&mut index.products) {
        let piece = product(&mut reader, &mut header, &mut index, &place, context)?;
        if !send(piece) {
            return Ok(());
        }
    }
    send_orphans(&mut reader, index, sender)
}

fn product(
    reader: &mut Reader<impl Read + Seek>,
    header: &mut Header,
    index: &mut Index,
    place: &Place,
    context: &Context,
) -> Result<Piece, ImportError> {
    let record = read_at(reader, place)?;
    let bytes = reader.position().byte();
    let mut variations = Vec::new();
    for name in header.names_of(&record) {
        for place in index.variations.remove(&name).unwrap_or_default() {
            variations.push((place.line, read_at(reader, &place)?));
        }
    }
    // As in the file, whichever way they named their parent.
    variations.sort_by_key(|(line, _)| *line);
    let read = header.product(place.line, &record, &variations, context);
    Ok(match read {
        Ok((handle, slug, rows)) => Piece::Product(Group {
            handle,
            slug,
            rows,
            bytes,
        }),
        Err(problem) => Piece::Bad(problem, columns::raw_cells(&record)),
    })
}

/// Variations whose product is not in the file.
fn send_orphans(
    reader: &mut Reader<impl Read + Seek>,
    index: Index,
    sender: &Sender,
) -> Result<(), ImportError> {
    let mut orphans: Vec<(String, Place)> = index
        .variations
        .into_iter()
        .flat_map(|(parent, places)| places.into_iter().map(move |one| (parent.clone(), one)))
        .collect();
    orphans.sort_by_key(|(_, place)| place.line);
    for (parent, place) in orphans {
        let record = read_at(reader, &place)?;
        let problem = RowProblem {
            line: place.line,
            handle: parent.clone(),
            column: Some("Parent".into()),
            message: format!("the product \"{parent}\" of this variation is not in the file"),
        };
        let piece = Piece::Bad(problem, columns::raw_cells(&record));
        if sender.blocking_send(Ok(piece)).is_err() {
            break;
        }
    }
    Ok(())
}

fn read_at(
    reader: &mut Reader<impl Read + Seek>,
    place: &Place,
) -> Result<ByteRecord, ImportError> {
    let mut record = ByteRecord::new();
    reader.seek(place.at.clone())?;
    reader.read_byte_record(&mut record)?;
    Ok(record)
}
