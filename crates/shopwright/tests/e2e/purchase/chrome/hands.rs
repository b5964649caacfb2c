//! What people do with mouse and files, beyond clicking and typing.

use std::{path::Path, time::Duration};

use fantoccini::{
    Locator,
    actions::{
        Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
    },
    key::Key,
};
use serde_json::{Value, json};

use super::Chrome;

/// As long as a hand takes for a part of its way, so that the page sees it move.
const STEP: Duration = Duration::from_millis(80);

/// A finger is seen to move with each picture of the screen.
const FRAME: Duration = Duration::from_millis(16);
const WIPE_STEPS: u32 = 10;

impl Chrome {
    /// Drags an element with the mouse to a place of another one: `share` of its height from its top.
    pub async fn drag(&self, css: &str, to: &str, share: f64) {
        self.find(to).await;
        let (x, y) = self.place(css, 0.5).await;
        let (to_x, to_y) = self.place(to, share).await;
        let move_to = |x: f64, y: f64| PointerAction::MoveTo {
            duration: Some(STEP),
            x: x.round(),
            y: y.round(),
        };
        let mouse = MouseActions::new("mouse".to_owned())
            .then(move_to(x, y))
            .then(DOWN)
            .then(move_to(x + 6.0, y + 6.0))
            .then(move_to(f64::midpoint(x, to_x), f64::midpoint(y, to_y)))
            .then(move_to(to_x, to_y - 1.0))
            .then(move_to(to_x, to_y))
            .then(UP);
        let done = self.client.perform_actions(mouse).await;
        done.unwrap_or_else(|error| panic!("{css} cannot be dragged: {error}"));
    }

    /// Clicks while the shift key is held down.
    pub async fn shift_click(&self, css: &str) {
        let element = self.find(css).await;
        let here = PointerAction::MoveToElement {
            element,
            duration: None,
            x: 0.0,
            y: 0.0,
        };
        let shift = char::from(Key::Shift);
        let rest = Duration::ZERO;
        let keys = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: shift })
            .pause(rest)
            .pause(rest)
            .pause(rest)
            .then(KeyAction::Up { value: shift });
        let mouse = MouseActions::new("mouse".to_owned())
            .pause(rest)
            .then(here)
            .then(DOWN)
            .then(UP);
        let done = self
            .client
            .perform_actions(Actions::from(mouse).and(keys))
            .await;
        done.unwrap_or_else(|error| panic!("{css} cannot be clicked: {error}"));
    }

    /// What the system's own dialog does when files are chosen in it.
    pub async fn choose_files(&self, css: &str, files: &[&Path]) {
        let names: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        // The input may be hidden behind something nicer.
        let input = self.client.find(Locator::Css(css)).await;
        let input = input.unwrap_or_else(|error| panic!("no {css}: {error}"));
        let chosen = input.send_keys(&names.join("\n")).await;
        chosen.expect("the input takes files");
    }

    /// Files that are dragged here from a window of the system and let go.
    pub async fn drop_files(&self, css: &str, files: &[&Path]) {
        self.find(css).await;
        let (x, y) = self.place(css, 0.5).await;
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": x, "y": y, "data": data });
            self.tell("Input.dispatchDragEvent", event).await;
        }
    }

    /// Wipes over an element with a finger, by so many pixels to the left.
    pub async fn swipe_left(&self, css: &str, pixels: i32) {
        self.find(css).await;
        let (x, y) = self.place(css, 0.5).await;
        self.tell(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": true }),
        )
        .await;
        let finger = |x: f64| json!([{ "x": x.round(), "y": y.round() }]);
        let touch = async |what: &str, points: Value| {
            let event = json!({ "type": what, "touchPoints": points });
            self.tell("Input.dispatchTouchEvent", event).await;
        };
        let start = x + f64::from(pixels) / 2.0;
        touch("touchStart", finger(start)).await;
        for part in 1..=WIPE_STEPS {
            let way = f64::from(pixels) * f64::from(part) / f64::from(WIPE_STEPS);
            touch("touchMove", finger(start - way)).await;
            tokio::time::sleep(FRAME).await;
        }
        touch("touchEnd", json!([])).await;
    }

    /// Marks some words in what can be read of an element.
    pub async fn select_words(&self, css: &str, words: &str) {
        let script = "const walk = document.createTreeWalker(document.querySelector(arguments[0]), NodeFilter.SHOW_TEXT); \
                      let text; \
                      while ((text = walk.nextNode())) { \
                        const at = text.data.indexOf(arguments[1]); \
                        if (at < 0) continue; \
                        getSelection().setBaseAndExtent(text, at, text, at + arguments[1].length); \
                        return true; \
                      } \
                      return false";
        let found = self
            .client
            .execute(script, vec![json!(css), json!(words)])
            .await;
        let found = found.expect("the driver runs scripts");
        assert_eq!(found, json!(true), "{css} says {words:?}");
    }

    /// Where a part of the first such element is in the window.
    async fn place(&self, css: &str, share: f64) -> (f64, f64) {
        let script = "const element = document.querySelector(arguments[0]); \
                      const seen = (box) => box.top >= 60 && box.bottom <= innerHeight - 60; \
                      if (!seen(element.getBoundingClientRect())) element.scrollIntoView({ block: 'center' }); \
                      const box = element.getBoundingClientRect(); \
                      return [box.left + box.width / 2, box.top + box.height * arguments[1]]";
        let place = self
            .client
            .execute(script, vec![json!(css), json!(share)])
            .await;
        let place = place.unwrap_or_else(|error| panic!("no place of {css}: {error}"));
        serde_json::from_value(place).expect("a place is two numbers")
    }
}

const DOWN: PointerAction = PointerAction::Down {
    button: MOUSE_BUTTON_LEFT,
};
const UP: PointerAction = PointerAction::Up {
    button: MOUSE_BUTTON_LEFT,
};
