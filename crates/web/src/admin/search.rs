//! What staff tell the search: words that mean the same, products that come first.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::Shop;
use shop::ids::SynonymId;
use shop::search::{self, Pins, RuleError, Synonym, SynonymDraft};

use super::Fields;
use super::desk::Desk;
use super::list::{Choice, Tab, whole_sentence};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::paging::with_query;
use crate::kit::redirect::See;
use crate::routes;
use crate::routes::admin as paths;

const STALE: &str =
    "Somebody else changed this meanwhile. Look at it as it is now, then decide again.";

/// `admin/search.html`
#[derive(Serialize)]
struct RulesView {
    tabs: [Tab; 2],
    new_synonym_url: &'static str,
    new_pins_url: &'static str,
    synonyms: Vec<SynonymRow>,
    pins: Vec<PinsRow>,
}

#[derive(Serialize)]
struct SynonymRow {
    url: String,
    from: Option<String>,
    words: String,
}

#[derive(Serialize)]
struct PinsRow {
    url: String,
    text: String,
    products: usize,
    shop_url: String,
}

/// `admin/search_synonym.html`
#[derive(Serialize)]
struct SynonymView {
    heading: String,
    list_url: &'static str,
    action: String,
    delete_url: Option<String>,
    kinds: Vec<Choice>,
    form: SynonymForm,
    errors: FormErrors,
}

#[derive(Default, Serialize)]
struct SynonymForm {
    version: i64,
    kind: String,
    from: String,
    words: String,
}

const GROUP: &str = "group";
const ONE_WAY: &str = "one_way";

/// Between the pages about search.
pub(super) fn tabs(current: &str) -> [Tab; 2] {
    let tab = |label, url: &str| Tab::new(label, url.to_owned(), url == current);
    [
        tab("Rules", paths::SEARCH),
        tab("Searches", paths::SEARCH_REPORT),
    ]
}

/// `GET /admin/search`
pub async fn page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let view = RulesView {
        tabs: tabs(paths::SEARCH),
        new_synonym_url: paths::NEW_SYNONYM,
        new_pins_url: paths::NEW_PINS,
        synonyms: search::synonyms(&shop)
            .await?
            .into_iter()
            .map(synonym_row)
            .collect(),
        pins: search::all_pins(&shop)
            .await?
            .into_iter()
            .map(pins_row)
            .collect(),
    };
    desk.html("admin/search.html", &view).await
}

fn synonym_row(synonym: Synonym) -> SynonymRow {
    SynonymRow {
        url: paths::synonym(synonym.id),
        from: synonym.draft.from,
        words: synonym.draft.words.join(", "),
    }
}

fn pins_row(list: Pins) -> PinsRow {
    PinsRow {
        url: paths::pins(list.id),
        products: list.products.len(),
        shop_url: shop_search(&list.text),
        text: list.text,
    }
}

/// What customers find for a text.
pub(super) fn shop_search(text: &str) -> String {
    with_query(routes::SEARCH, [("q", text.to_owned())])
}

/// `GET /admin/search/synonyms/new`, maybe with `?words=`
pub async fn new_page(desk: Desk, Query(fields): Query<Fields>) -> Result<Response, PageError> {
    let form = SynonymForm {
        kind: GROUP.to_owned(),
        words: fields.text("words"),
        ..SynonymForm::default()
    };
    let view = SynonymView::new(None, form);
    desk.html("admin/search_synonym.html", &view).await
}

/// `POST /admin/search/synonyms/new`
pub async fn create(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    store(&shop, &desk, None, &fields).await
}

/// `GET /admin/search/synonyms/{id}`
pub async fn synonym_page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<SynonymId>,
) -> Result<Response, PageError> {
    let synonym = search::synonym(&shop, id)
        .await?
        .ok_or_else(PageError::not_found)?;
    let view = SynonymView::new(Some(id), SynonymForm::of(synonym));
    desk.html("admin/search_synonym.html", &view).await
}

/// `POST /admin/search/synonyms/{id}`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<SynonymId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    store(&shop, &desk, Some(id), &fields).await
}

async fn store(
    shop: &Shop,
    desk: &Desk,
    id: Option<SynonymId>,
    fields: &Fields,
) -> Result<Response, PageError> {
    let mut form = SynonymForm::sent(fields);
    let saved = search::save_synonym(shop, &desk.actor(), id, form.version, &form.draft()).await;
    let (status, field, problem) = match saved {
        Ok(_) => {
            let see = See::other(paths::SEARCH).with_notice("search.saved");
            return Ok(see.into_response());
        }
        Err(RuleError::Invalid(field, problem)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            field,
            whole_sentence(&problem),
        ),
        Err(RuleError::Stale) => {
            // What was typed stays; saving again is then meant.
            let id = id.ok_or_else(PageError::not_found)?;
            let now = search::synonym(shop, id).await?;
            let now = now.ok_or_else(PageError::not_found)?;
            form.version = now.version;
            let theirs = SynonymForm::of(now);
            let text = format!(
                "{STALE} It says: {} {}",
                theirs.from,
                theirs.words.replace('\n', ", ")
            );
            (StatusCode::CONFLICT, "words", text)
        }
        Err(error) => return Err(error.into()),
    };
    let mut view = SynonymView::new(id, form);
    view.errors.add(field, Message::text(problem));
    desk.html_with(status, "admin/search_synonym.html", &view)
        .await
}

/// `POST /admin/search/synonyms/{id}/delete`
pub async fn delete(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<SynonymId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let notice = match search::delete_synonym(&shop, &desk.actor(), id, fields.version()).await {
        Ok(()) | Err(RuleError::NotFound) => "search.deleted",
        Err(RuleError::Stale) => "search.stale",
        Err(error) => return Err(error.into()),
    };
    Ok(See::other(paths::SEARCH)
        .with_notice(notice)
        .into_response())
}

impl SynonymView {
    fn new(id: Option<SynonymId>, form: SynonymForm) -> Self {
        Self {
            heading: id.map_or("New synonyms", |_| "Synonyms").to_owned(),
            list_url: paths::SEARCH,
            action: id.map_or_else(|| paths::NEW_SYNONYM.to_owned(), paths::synonym),
            delete_url: id.map(paths::delete_synonym),
            kinds: vec![
                Choice::new(GROUP, "Each word finds what the others find"),
                Choice::new(
                    ONE_WAY,
                    "One word finds the others too, not the other way round",
                ),
            ],
            form,
            errors: FormErrors::new(),
        }
    }
}

impl SynonymForm {
    fn of(synonym: Synonym) -> Self {
        let kind = if synonym.draft.from.is_some() {
            ONE_WAY
        } else {
            GROUP
        };
        Self {
            version: synonym.version,
            kind: kind.to_owned(),
            from: synonym.draft.from.unwrap_or_default(),
            words: synonym.draft.words.join("\n"),
        }
    }

    fn sent(fields: &Fields) -> Self {
        Self {
            version: fields.version(),
            kind: fields.text("kind"),
            from: fields.text("from"),
            words: fields.lines("words"),
        }
    }

    fn draft(&self) -> SynonymDraft {
        SynonymDraft {
            from: (self.kind == ONE_WAY).then(|| self.from.clone()),
            words: self.words.split([',', '\n']).map(str::to_owned).collect(),
        }
    }
}
