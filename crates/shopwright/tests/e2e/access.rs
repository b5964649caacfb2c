//! Nobody gets in where they don't belong: every route of the running shop is tried by everybody.

use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
    time::Duration,
};

use shop::staff::Role;
use testkit::Engine;
use web::kit::access::{Access, RouteEntry};

use crate::kit::{Answer, Client, Ground, Server, eventually};

const SIGN_OUT: &str = "/admin/sign-out";
const PASSWORD: &str = "correct horse battery";
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn every_route_of_staff_refuses_strangers_and_wrong_roles() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let ground = Ground::empty(engine).await;
        for role in Role::ALL {
            hire(&ground, role);
        }
        let server = Server::start(&ground).await;
        let routes = web::all_routes();
        let guarded: Vec<_> = routes.entries().filter(|entry| is_guarded(entry)).collect();
        assert!(guarded.len() > 20, "too few routes: {}", guarded.len());

        let mut stranger = Client::new(&server);
        for entry in &guarded {
            let answer = call(&mut stranger, entry, "guess").await;
            let name = format!("{} {}", entry.method, entry.path);
            answer.assert_status(303);
            assert!(answer.location().starts_with("/admin/sign-in"), "{name}");
        }
        for role in Role::ALL {
            let mut client = signed_in(&server, role).await;
            let csrf = token(&mut client).await;
            // What ends the session is for everybody, and is not what this is about.
            for entry in guarded.iter().filter(|entry| entry.path != SIGN_OUT) {
                try_as(&mut client, role, entry, &csrf).await;
            }
        }
    });
}

#[test]
fn what_looks_like_staff_is_for_staff() {
    let routes = web::all_routes();
    let doors = ["/admin/sign-in", "/admin/setup/{token}"];
    for entry in routes.entries() {
        let is_inside = entry.path.starts_with("/admin") || entry.path.starts_with("/warehouse");
        if is_inside && !doors.contains(&entry.path) {
            assert!(is_guarded(entry), "{} is open to all", entry.path);
        }
    }
}

fn is_guarded(entry: &RouteEntry) -> bool {
    match entry.access {
        Access::Staff(_) | Access::AnyStaff => true,
        Access::Public | Access::Webhook | Access::SandboxBank => false,
    }
}

/// Reading and writing are let in by role; the form has its token, and says nothing that could be done.
async fn try_as(client: &mut Client, role: Role, entry: &RouteEntry, csrf: &str) {
    let allowed = match entry.access {
        Access::Staff(permission) => role.allows(permission),
        _ => true,
    };
    let answer = call(client, entry, csrf).await;
    let name = format!("{role}: {} {}", entry.method, entry.path);
    assert_eq!(answer.status != 403, allowed, "{name}: {}", answer.status);
    assert!(
        !answer.status.is_server_error(),
        "{name}: {}",
        answer.status
    );
    let is_sent_away = answer.location().starts_with("/admin/sign-in");
    assert!(!is_sent_away, "{name}: sent to sign in again");
}

/// The token that the session's forms carry.
async fn token(client: &mut Client) -> String {
    let page = client.get("/admin/password").await.unwrap();
    page.attributes("input[name=csrf]", "value").remove(0)
}

async fn call(client: &mut Client, entry: &RouteEntry, csrf: &str) -> testkit::Page {
    let path = example(entry.path);
    let answer = match entry.method {
        "GET" => client.get(&path).await,
        "POST" => post(client, &path, csrf).await,
        other => panic!("nobody knows how to {other}"),
    };
    answer.unwrap_or_else(|error| panic!("{} {path} is not answered: {error}", entry.method))
}

/// Sends a form with nothing but its token, of the kind that the address takes: some take files and nothing else.
async fn post(client: &mut Client, path: &str, csrf: &str) -> Answer {
    let answer = client.post(path, &[("csrf", csrf)]).await?;
    if answer.status == 400 {
        let fields = [("csrf".to_owned(), csrf.to_owned())];
        return client.post_files(path, &fields, &[]).await;
    }
    Ok(answer)
}

/// A path with something in the place of every parameter.
fn example(path: &str) -> String {
    path.split('/')
        .map(|part| match part.strip_prefix('{') {
            Some(_) => "019a0000-0000-7000-8000-000000000000",
            None => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// `shopwright staff add`, which reads the password from the standard input.
pub fn hire(ground: &Ground, role: Role) {
    let mut command = ground.command(&[
        "staff",
        "add",
        "--name",
        role.label(),
        "--email",
        &format!("{role}@shop.example"),
        "--role",
        role.as_str(),
    ]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{PASSWORD}").unwrap();
    drop(input);
    assert!(child.wait().unwrap().success(), "{role} is not added");
}

#[test]
fn a_password_that_is_typed_at_a_terminal_is_asked_twice_and_not_shown() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let ground = Ground::empty(engine).await;

        let (said, is_added) = type_at_terminal(&ground, [PASSWORD, PASSWORD]).await;
        assert!(is_added, "{said}");
        assert!(said.contains("Added."), "{said}");
        assert!(!said.contains(PASSWORD), "the password is shown: {said}");
        let server = Server::start(&ground).await;
        signed_in(&server, Role::Warehouse).await;

        let (said, is_added) =
            type_at_terminal(&ground, [PASSWORD, "another one, by mistake"]).await;
        assert!(!is_added, "{said}");
        assert!(said.contains("differ"), "{said}");
    });
}

/// `shopwright staff add` at a terminal, which `script` makes; what was to be seen there, and whether it went well.
async fn type_at_terminal(ground: &Ground, answers: [&str; 2]) -> (String, bool) {
    let email = format!("{}@shop.example", Role::Warehouse);
    let line = format!(
        "{} staff add --name Ada --email {email} --role {}",
        env!("CARGO_BIN_EXE_shopwright"),
        Role::Warehouse
    );
    let like = ground.command(&[]);
    let mut terminal = Command::new("script");
    terminal
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env_clear()
        .envs(
            like.get_envs()
                .filter_map(|(key, value)| Some((key, value?))),
        )
        .current_dir(ground.folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut terminal = terminal.spawn().expect("script is part of every Debian");
    let mut said = String::new();
    for (prompt, answer) in ["characters or more): ", "The same again: "]
        .iter()
        .zip(answers)
    {
        // What is typed before that would still be shown by the terminal itself.
        read_until(&mut terminal, prompt, &mut said);
        let script = terminal.id();
        eventually("the terminal hides what is typed", PATIENCE, async || {
            hides_typing(script).then_some(())
        })
        .await;
        let keyboard = terminal.stdin.as_mut().unwrap();
        writeln!(keyboard, "{answer}").unwrap();
    }
    let mut rest = Vec::new();
    let screen = terminal.stdout.as_mut().unwrap();
    screen.read_to_end(&mut rest).unwrap();
    said.push_str(&String::from_utf8_lossy(&rest));
    (said, terminal.wait().unwrap().success())
}

/// Whether the terminal that `script` made for its command shows nothing of what is typed.
fn hides_typing(script: u32) -> bool {
    let children = std::fs::read_to_string(format!("/proc/{script}/task/{script}/children"));
    let children = children.unwrap_or_default();
    let Some(command) = children.split_whitespace().next() else {
        return false;
    };
    let stty = Command::new("stty")
        .arg("-F")
        .arg(format!("/proc/{command}/fd/0"))
        .arg("-a")
        .output();
    let settings = stty.expect("stty is part of every Debian").stdout;
    String::from_utf8_lossy(&settings)
        .split_whitespace()
        .any(|setting| setting == "-echo")
}

fn read_until(terminal: &mut Child, prompt: &str, said: &mut String) {
    let screen = terminal.stdout.as_mut().unwrap();
    let mut byte = [0];
    while !said.ends_with(prompt) {
        let is_read = screen.read(&mut byte).unwrap() > 0;
        assert!(is_read, "it ended without {prompt:?}: {said}");
        said.push(char::from(byte[0]));
    }
}

pub async fn signed_in(server: &Server, role: Role) -> Client {
    let mut client = Client::new(server);
    let page = client.get("/admin/sign-in").await.unwrap();
    let css = "form:has(input[type='password'])";
    let name = |kind: &str| page.attribute(&format!("{css} input[type='{kind}']"), "name");
    let form = page
        .form(css)
        .with(&name("email"), &format!("{role}@shop.example"))
        .with(&name("password"), PASSWORD);
    let answer = client.submit(&form).await.unwrap();
    answer.assert_status(303);
    assert!(client.cookie("staff").is_some(), "{role} is not signed in");
    client
}
