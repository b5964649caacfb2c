use crate::{report, sources};

const MAX_LINES: usize = 600;

#[test]
fn files_are_short_enough_to_be_read() {
    let findings: Vec<_> = sources(&["rs", "html", "css", "js", "ftl"])
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    report(
        "files have at most 600 lines",
        "past that there are two subjects in it; give the second a file of its own",
        &findings,
    );
}

#[test]
fn the_repository_does_not_name_the_machine_it_was_written_on() {
    let findings: Vec<_> = sources(&["rs", "html", "css", "js", "ftl", "toml", "md"])
        .iter()
        .flat_map(|source| {
            source
                .lines()
                .filter(|(_, line)| ["/root/", "/home/"].iter().any(|path| line.contains(path)))
                .map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim()))
                .collect::<Vec<_>>()
        })
        .collect();
    report(
        "paths are relative, or come from the environment",
        "nobody else has that folder",
        &findings,
    );
}
