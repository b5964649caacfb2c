//! How quick the index is by its size: `cargo bench -p search --bench size -- 1000 100000 1000000`.
//!
//! Prints how long the index is built, and the times of searches with facets, suggestions, category pages and
//! commits of one product, as medians and 99th percentiles of single calls on one thread.

mod goods;

use std::{
    env, fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use goods::Goods;
use search::{
    Document, FacetLimits, Filters, Index, Language, Query, Settings, Sort, SuggestLimits, Synonyms,
};

/// Documents are handed over like this by the shop, too.
const BATCH: usize = 1_000;
const CALLS: usize = 2_000;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let [_, command, folder, size] = arguments.as_slice()
        && command == "ask"
    {
        ask(
            Path::new(folder),
            size.parse().expect("a number of products"),
        );
        return;
    }
    let mut sizes: Vec<usize> = arguments.iter().filter_map(|it| it.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 100_000];
    }
    for size in sizes {
        println!("{size} products");
        let folder = tempfile::tempdir().expect("a folder for the index");
        build(&open(folder.path()), size);
        println!(
            "  {:<34}{:>10.1} MB",
            "on the disk",
            megabytes(folder.path())
        );
        // A process of its own, so that its memory is what asking takes, not what building left.
        let program = env::current_exe().expect("this program");
        let asked = Command::new(program)
            .arg("ask")
            .arg(folder.path())
            .arg(size.to_string())
            .status();
        assert!(asked.expect("it starts").success());
    }
}

fn open(folder: &Path) -> Index {
    let settings = Settings {
        language: Language::English,
        currencies: vec!["EUR".into(), "USD".into()],
    };
    Index::open(folder, &settings).expect("the folder is free")
}

fn ask(folder: &Path, size: usize) {
    let begin = Instant::now();
    let index = open(folder);
    println!("  {:<34}{:>10.2?}", "open", begin.elapsed());
    resident("after opening");
    let mut goods = Goods::new(size);
    let synonyms = Synonyms::new(Language::English);
    let texts: Vec<String> = (0..CALLS).map(|_| goods.search()).collect();
    let filters: Vec<Filters> = (0..CALLS).map(|_| goods.filters()).collect();
    let query = |text| Query {
        facets: Some(FacetLimits::default()),
        ..Query::new(text, "EUR", &synonyms)
    };
    time("search with facets", CALLS, |at| {
        let query = Query {
            filters: filters[at].clone(),
            ..query(&texts[at])
        };
        index.find(&query).expect("an answer").total
    });
    time("the same again", CALLS, |at| {
        let query = Query {
            filters: filters[at].clone(),
            ..query(&texts[at])
        };
        index.find(&query).expect("an answer").total
    });
    let typed: Vec<String> = (0..CALLS).map(|_| goods.typed()).collect();
    time("suggestions", CALLS, |at| {
        let suggestions = index
            .suggest(&typed[at], SuggestLimits::default(), &Synonyms::default())
            .expect("suggestions");
        suggestions.products.len() as u64
    });
    let wrong: Vec<String> = (0..200).map(|_| goods.nonsense()).collect();
    time("corrections", wrong.len(), |at| {
        index.corrections(&wrong[at], 3).expect("corrections").len() as u64
    });

    let pages: Vec<([u8; 16], Sort, u32)> = (0..CALLS).map(|_| goods.page()).collect();
    let page = |at: usize| {
        let (category, sort, page) = pages[at];
        let query = Query {
            within: Some(category),
            sort,
            page,
            ..query("")
        };
        index.find(&query).expect("a page").total
    };
    time("category pages, the first time", 200, page);
    time("category pages", CALLS, page);
    let filtered = |at: usize| {
        let (category, sort, page) = pages[at];
        let query = Query {
            within: Some(category),
            sort,
            page,
            filters: filters[at].clone(),
            ..query("")
        };
        index.find(&query).expect("a page").total
    };
    time("category pages with filters", CALLS, filtered);

    resident("after these");
    let edits: Vec<Document> = (0..100).map(|_| goods.edit()).collect();
    time("commit of one product", edits.len(), |at| {
        index
            .upsert(std::slice::from_ref(&edits[at]))
            .expect("written");
        index.commit(at as u64 + 2).expect("committed");
        0
    });
    let mut times = Vec::new();
    for (at, edit) in edits.iter().enumerate() {
        index.upsert(std::slice::from_ref(edit)).expect("written");
        index.commit(at as u64 + 200).expect("committed");
        let begin = Instant::now();
        page(at);
        times.push(begin.elapsed());
    }
    report("category pages, the first after", times, 0);
    time("category pages after commits", CALLS, page);
    resident("after these");
}

fn build(index: &Index, size: usize) {
    let mut goods = Goods::new(size);
    let mut rebuild = index.rebuild().expect("nobody else rebuilds");
    let (mut made, mut written) = (Duration::ZERO, Duration::ZERO);
    let mut done = 0;
    while done < size {
        let begin = Instant::now();
        let batch: Vec<Document> = (0..BATCH.min(size - done))
            .map(|_| goods.product())
            .collect();
        made += begin.elapsed();
        let begin = Instant::now();
        rebuild.upsert(&batch).expect("written");
        written += begin.elapsed();
        done += batch.len();
    }
    let begin = Instant::now();
    rebuild.finish(1).expect("it is built");
    written += begin.elapsed();
    println!(
        "  {:<34}{:>10.2?} (and {made:.2?} to make the products up)",
        "build", written
    );
}

/// Times each call; the sum of what they return is printed, so that nothing is optimised away.
fn time(what: &str, calls: usize, mut call: impl FnMut(usize) -> u64) {
    let mut sum = 0;
    let times: Vec<Duration> = (0..calls)
        .map(|at| {
            let begin = Instant::now();
            sum += call(at);
            begin.elapsed()
        })
        .collect();
    report(what, times, sum / calls.max(1) as u64);
}

fn report(what: &str, mut times: Vec<Duration>, found: u64) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    println!(
        "  {what:<34} p50 {:>9.3?}  p99 {:>9.3?}  max {:>9.3?}  ({found} found on average)",
        at(50),
        at(99),
        at(100),
    );
}

fn megabytes(folder: &Path) -> f64 {
    fn bytes(folder: &Path) -> u64 {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .map(|entry| match entry.metadata() {
                Ok(data) if data.is_dir() => bytes(&entry.path()),
                Ok(data) => data.len(),
                Err(_) => 0,
            })
            .sum()
    }
    f64::from(u32::try_from(bytes(folder) / 1024).unwrap_or(u32::MAX)) / 1024.0
}

/// What of this process is in memory, and what of that is not files of the index.
fn resident(when: &str) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
    };
    if let (Some(all), Some(own)) = (kilobytes("VmRSS:"), kilobytes("RssAnon:")) {
        println!(
            "  {:<34}{:>7} MB, {} MB of it the process's own",
            format!("resident {when}"),
            all / 1024,
            own / 1024
        );
    }
}
