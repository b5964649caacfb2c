//! What the front doors share. One subject per file.
//!
//! | to do this | use |
//! | --- | --- |
//! | register a route | [`access::Routes`], with an [`access::Access`] for each |
//! | know who is signed in | the extractor [`access::Staff`] |
//! | render a page | the extractor [`visit::Visit`], then `visit.html("admin/x.html", &view).await` |
//! | render a page that is everybody's, and keep it | `visit.shared(address, make).await`, see [`visit`] and [`cache`] |
//! | read a form of staff, CSRF token checked | the extractor [`csrf::StaffForm`] |
//! | read a form of staff with files in it | the extractor [`upload::StaffUpload`], on a route made with `Routes::upload` |
//! | end mails, also from a mail program | the extractor [`one_click::Ending`] |
//! | say what is wrong with a form | [`forms::FormErrors`] |
//! | redirect after a POST, with a message | [`redirect::See`] |
//! | fail | `?` on any error of `shop`, or a constructor of [`errors::PageError`] |
//! | show a picture in the size that fits | [`picture::Picture`], `storefront/_picture.html` |
//! | link pages of a list | [`paging`] |
//! | let anybody post to a route | a row in [`limits::LIMITS`], for how much one client may send |
//! | name an asset or an icon in a template | `asset("admin/admin.css")`, `icon("truck", "admin")`, see [`render`] |

pub mod access;
pub mod assets;
pub mod cache;
pub mod client;
pub mod compared;
pub mod cookies;
pub mod csrf;
pub mod encoding;
pub mod errors;
pub mod forms;
pub mod frame;
pub mod headers;
pub mod layers;
pub mod limits;
pub mod notices;
pub mod one_click;
pub mod page;
pub mod paging;
pub mod picture;
pub mod redirect;
pub mod render;
pub mod theme;
pub mod upload;
pub mod visit;
