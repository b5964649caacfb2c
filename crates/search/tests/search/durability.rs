use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use search::{Digest, Document, Error, Index, Language, Query, Reason, Settings, State, Synonyms};
use tempfile::TempDir;

use crate::{id, open, product, settings};

fn versions(index: &Index) -> BTreeMap<u8, i64> {
    let mut versions = BTreeMap::new();
    let each = |id: search::Id, version| {
        versions.insert(id[15], version);
    };
    index.for_each_version(each).expect("it can be read");
    versions
}

fn built(folder: &TempDir, numbers: std::ops::RangeInclusive<u8>, checkpoint: u64) -> Index {
    let index = open(folder, Language::English);
    let documents: Vec<Document> = numbers.map(|number| product(number, "Mug")).collect();
    index.upsert(&documents).expect("written");
    index.commit(checkpoint).expect("committed");
    index
}

fn reason(folder: &Path, settings: &Settings) -> Option<Reason> {
    match Index::open(folder, settings)
        .expect("the folder is free")
        .state()
    {
        State::Ready { .. } => None,
        State::NeedsRebuild(reason) => Some(reason),
    }
}

#[test]
fn a_new_folder_has_to_be_built() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::open(folder.path(), &settings(Language::English)).expect("it is free");

    assert_eq!(index.state(), State::NeedsRebuild(Reason::Missing));
    let synonyms = Synonyms::default();
    assert_eq!(
        index
            .find(&Query::new("mug", "EUR", &synonyms))
            .expect("an answer")
            .total,
        0
    );
    assert!(matches!(
        index.upsert(&[product(1, "Mug")]),
        Err(Error::NeedsRebuild(_))
    ));
    assert!(matches!(index.commit(1), Err(Error::NeedsRebuild(_))));
}

#[test]
fn what_was_committed_is_there_again_with_its_checkpoint() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=3, 41);
    index
        .upsert(&[Document {
            version: 7,
            ..product(2, "Mug")
        }])
        .expect("written");
    index.commit(42).expect("committed");
    drop(index);

    let index = Index::open(folder.path(), &settings(Language::English)).expect("it is free");
    assert_eq!(index.state(), State::Ready { checkpoint: 42 });
    assert_eq!(versions(&index), [(1, 1), (2, 7), (3, 1)].into());
}

#[test]
fn a_checkpoint_moves_without_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=1, 5);
    index.commit(9).expect("committed");
    drop(index);

    assert_eq!(
        open(&folder, Language::English).state(),
        State::Ready { checkpoint: 9 }
    );
}

/// The same as a process that is killed: nothing of the writer is finished.
#[test]
fn what_was_not_committed_is_gone_after_a_crash_and_the_rest_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=3, 7);
    let snapshot = tempfile::tempdir().expect("a folder");
    let many: Vec<Document> = (4..=200).map(|number| product(number, "Bowl")).collect();
    index.upsert(&many).expect("written");
    index.delete(&[id(1)]).expect("deleted");
    copy(folder.path(), snapshot.path());
    drop(index);

    for folder in [folder.path(), snapshot.path()] {
        let index = Index::open(folder, &settings(Language::English)).expect("it is free");
        assert_eq!(index.state(), State::Ready { checkpoint: 7 });
        assert_eq!(versions(&index), [(1, 1), (2, 1), (3, 1)].into());
        index.upsert(&[product(4, "Mug")]).expect("it goes on");
        index.commit(8).expect("committed");
        assert_eq!(versions(&index).len(), 4);
    }
}

#[test]
fn another_version_language_or_currency_asks_to_be_built_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(built(&folder, 1..=1, 1));

    let english = settings(Language::English);
    let more = Settings {
        currencies: vec!["EUR".into()],
        ..english.clone()
    };
    assert_eq!(
        reason(folder.path(), &settings(Language::German)),
        Some(Reason::OtherShape)
    );
    assert_eq!(reason(folder.path(), &more), Some(Reason::OtherShape));
    assert_eq!(reason(folder.path(), &english), None);
    let shape = current(folder.path()).join("shape.json");
    let older = fs::read_to_string(&shape)
        .expect("it is there")
        .replace("\"version\":", "\"version\":9");
    fs::write(&shape, older).expect("written");
    assert_eq!(reason(folder.path(), &english), Some(Reason::OtherShape));
}

/// Each file of the index cut in the middle, and each missing.
#[test]
fn a_damaged_index_asks_to_be_built_anew() {
    let whole = tempfile::tempdir().expect("a folder");
    let index = built(&whole, 1..=20, 1);
    index.delete(&[id(3)]).expect("deleted");
    index.commit(2).expect("committed");
    drop(index);

    let names: Vec<String> = fs::read_dir(current(whole.path()))
        .expect("it is there")
        .map(|entry| {
            entry
                .expect("it can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        // Locks, and the list of files to be removed some day: the index is whole without them.
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert!(names.len() > 5, "{names:?}");
    for name in &names {
        for is_removed in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            copy(whole.path(), folder.path());
            let path = current(folder.path()).join(name);
            if is_removed {
                fs::remove_file(&path).expect("removed");
            } else {
                let content = fs::read(&path).expect("it can be read");
                fs::write(&path, &content[..content.len() / 2]).expect("written");
            }
            let found = reason(folder.path(), &settings(Language::English));
            assert!(found.is_some(), "{name}, removed: {is_removed}");
            // And it can be built.
            let index = open(&folder, Language::English);
            index.upsert(&[product(1, "Mug")]).expect("written");
            index.commit(1).expect("committed");
            assert_eq!(versions(&index).len(), 1);
        }
    }
}

#[test]
fn damage_inside_a_file_is_found_by_its_checksum() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=20, 1);
    assert!(index.verify().expect("it can be read").is_empty());

    let fast = fs::read_dir(current(folder.path()))
        .expect("it is there")
        .map(|entry| entry.expect("it can be read").path())
        .find(|path| path.extension().is_some_and(|it| it == "store"))
        .expect("there are titles");
    let mut content = fs::read(&fast).expect("it can be read");
    content[2] ^= 0x55;
    fs::write(&fast, content).expect("written");

    assert_eq!(index.verify().expect("it can be read").len(), 1);
}

#[test]
fn one_process_owns_an_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=1, 1);

    let second = Index::open(folder.path(), &settings(Language::English));
    assert!(matches!(second, Err(Error::InUse(_))));
    let clone = index.clone();
    drop(index);
    assert!(Index::open(folder.path(), &settings(Language::English)).is_err());
    drop(clone);
    assert!(Index::open(folder.path(), &settings(Language::English)).is_ok());
}

#[test]
fn a_rebuild_takes_the_place_of_the_old_index_while_it_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=50, 1);
    let is_done = AtomicBool::new(false);
    let ask = || {
        let synonyms = Synonyms::default();
        let mut seen = Vec::new();
        while !is_done.load(Ordering::Relaxed) {
            let found = index
                .find(&Query::new("mug", "EUR", &synonyms))
                .expect("an answer");
            seen.push(found.total);
        }
        seen
    };

    let seen = std::thread::scope(|scope| {
        let readers = [scope.spawn(ask), scope.spawn(ask)];
        let mut rebuild = index.rebuild().expect("nobody else rebuilds");
        assert!(matches!(index.rebuild(), Err(Error::AlreadyRebuilding)));
        let documents: Vec<Document> = (1..=80).map(|number| product(number, "Mug")).collect();
        for part in documents.chunks(10) {
            rebuild.upsert(part).expect("written");
        }
        // The old one takes changes until the last moment.
        index.upsert(&[product(90, "Mug")]).expect("written");
        index.commit(2).expect("committed");
        rebuild.finish(30).expect("it is swapped");
        let after = index
            .find(&Query::new("mug", "EUR", &Synonyms::default()))
            .expect("an answer");
        assert_eq!(after.total, 80);
        is_done.store(true, Ordering::Relaxed);
        readers.map(|reader| reader.join().expect("it does not panic"))
    });

    for total in seen.into_iter().flatten() {
        assert!([50, 51, 80].contains(&total), "{total}");
    }
    assert_eq!(index.state(), State::Ready { checkpoint: 30 });
    index.upsert(&[product(91, "Mug")]).expect("written");
    index.commit(31).expect("committed");
    drop(index);
    let index = open(&folder, Language::English);
    assert_eq!(
        (versions(&index).len(), index.state()),
        (81, State::Ready { checkpoint: 31 })
    );
    assert_eq!(folders(folder.path()).len(), 1);
}

#[test]
fn a_rebuild_takes_each_product_once_in_any_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(&folder, Language::English);
    let mut rebuild = index.rebuild().expect("nobody else rebuilds");
    let version = |number, version| Document {
        version,
        ..product(number, "Mug")
    };
    rebuild
        .upsert(&[version(5, 1), version(2, 1), version(7, 1), version(5, 2)])
        .expect("written");
    rebuild.upsert(&[version(2, 3)]).expect("written");
    rebuild.finish(1).expect("it is built");

    assert_eq!(versions(&index), [(2, 3), (5, 2), (7, 1)].into());
}

#[test]
fn a_rebuild_that_is_given_up_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=5, 3);

    let mut rebuild = index.rebuild().expect("nobody else rebuilds");
    rebuild.upsert(&[product(9, "Bowl")]).expect("written");
    drop(rebuild);

    assert_eq!(versions(&index).len(), 5);
    assert_eq!(folders(folder.path()).len(), 1);
    assert!(index.rebuild().is_ok(), "another can begin");
}

#[test]
fn a_rebuild_that_was_killed_is_swept_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=5, 3);
    let mut rebuild = index.rebuild().expect("nobody else rebuilds");
    rebuild.upsert(&[product(9, "Bowl")]).expect("written");
    let killed = tempfile::tempdir().expect("a folder");
    copy(folder.path(), killed.path());
    assert_eq!(folders(killed.path()).len(), 2);

    let index = Index::open(killed.path(), &settings(Language::English)).expect("it is free");
    assert_eq!(index.state(), State::Ready { checkpoint: 3 });
    assert_eq!(versions(&index).len(), 5);
    assert_eq!(folders(killed.path()).len(), 1);
}

#[test]
fn many_small_commits_stay_few_segments_and_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(&folder, 1..=50, 1);
    for round in 1..=120u8 {
        let number = round % 60 + 1;
        let changed = Document {
            version: i64::from(round),
            ..product(number, "Bowl")
        };
        index.upsert(&[changed]).expect("written");
        index.commit(u64::from(round) + 1).expect("committed");
    }

    let mut expected: BTreeMap<u8, i64> = (1..=50).map(|number| (number, 1)).collect();
    for round in 1..=120u8 {
        expected.insert(round % 60 + 1, i64::from(round));
    }
    assert_eq!(versions(&index), expected);
    let mut digest = Digest::default();
    for (number, version) in expected {
        digest.add(id(number), version);
    }
    assert_eq!(index.digest().expect("it can be read"), digest);
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .expect("it is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.is_dir())
        .collect()
}

fn current(folder: &Path) -> PathBuf {
    folder.join(
        fs::read_to_string(folder.join("CURRENT"))
            .expect("it is there")
            .trim(),
    )
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("it is there") {
        let entry = entry.expect("it can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else if entry.file_name() != "LOCK" {
            // Files of a running writer may go while they are copied, as they may when a process dies.
            let _ = fs::copy(entry.path(), &target);
        }
    }
}
