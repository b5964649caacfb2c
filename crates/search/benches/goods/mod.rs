//! Made-up goods that resemble a real catalogue in what matters to an index: how many different words there are and
//! how uneven they are spread, how many values a product has, how large its categories are.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use search::{Attribute, CategoryName, Document, Filters, Id, Price, PriceRange, Sort, Value};

const ADJECTIVES: [&str; 24] = [
    "Blue",
    "Red",
    "Classic",
    "Modern",
    "Soft",
    "Heavy",
    "Light",
    "Handmade",
    "Folding",
    "Round",
    "Square",
    "Slim",
    "Vintage",
    "Outdoor",
    "Waterproof",
    "Insulated",
    "Portable",
    "Large",
    "Small",
    "Striped",
    "Plain",
    "Double",
    "Rustic",
    "Everyday",
];
const MATERIALS: [&str; 16] = [
    "Cotton",
    "Wool",
    "Leather",
    "Linen",
    "Oak",
    "Walnut",
    "Steel",
    "Copper",
    "Stoneware",
    "Glass",
    "Bamboo",
    "Canvas",
    "Cork",
    "Felt",
    "Silk",
    "Ceramic",
];
const NOUNS: [&str; 64] = [
    "Mug", "Bowl", "Plate", "Teapot", "Kettle", "Pan", "Knife", "Board", "Tray", "Vase", "Lamp",
    "Candle", "Blanket", "Pillow", "Towel", "Rug", "Curtain", "Chair", "Stool", "Table", "Shelf",
    "Basket", "Box", "Clock", "Mirror", "Frame", "Backpack", "Bag", "Wallet", "Belt", "Jacket",
    "Shirt", "Trousers", "Sweater", "Scarf", "Hat", "Gloves", "Socks", "Shoes", "Boots", "Sandals",
    "Umbrella", "Bottle", "Flask", "Tent", "Hammock", "Lantern", "Rope", "Notebook", "Pen",
    "Pencil", "Ruler", "Folder", "Stamp", "Puzzle", "Kite", "Ball", "Racket", "Helmet", "Bicycle",
    "Pump", "Wrench", "Hammer", "Drill",
];
const COLOURS: [&str; 14] = [
    "black", "white", "grey", "red", "blue", "green", "yellow", "orange", "pink", "purple",
    "brown", "beige", "navy", "teal",
];
const SIZES: [&str; 8] = ["XS", "S", "M", "L", "XL", "XXL", "one size", "kids"];
const SECTIONS: usize = 12;
const SHELVES: usize = 8;
const BRANDS: usize = 400;
const TAGS: usize = 40;
/// Different words in descriptions.
const VOCABULARY: usize = 20_000;

pub struct Goods {
    random: StdRng,
    made: u64,
    size: usize,
    vocabulary: Vec<String>,
    brands: Vec<String>,
}

impl Goods {
    pub fn new(size: usize) -> Self {
        let mut random = StdRng::seed_from_u64(7);
        let vocabulary = (0..VOCABULARY).map(|_| word(&mut random)).collect();
        let brands = (0..BRANDS)
            .map(|_| {
                let name = word(&mut random);
                name[..1].to_uppercase() + &name[1..]
            })
            .collect();
        Self {
            random,
            made: 0,
            size,
            vocabulary,
            brands,
        }
    }

    pub fn product(&mut self) -> Document {
        self.made += 1;
        let number = self.made;
        self.numbered(number)
    }

    /// One of the products again, written anew.
    pub fn edit(&mut self) -> Document {
        let number = self.random.random_range(1..=self.size as u64);
        self.numbered(number)
    }

    fn numbered(&mut self, number: u64) -> Document {
        let noun = self.uneven(NOUNS.len());
        let section = noun % SECTIONS;
        let shelf = self.uneven(SHELVES);
        let brand = self.uneven(BRANDS);
        let material = self.uneven(MATERIALS.len());
        let price = 500 + self.uneven(400) as u64 * 50;
        let title = format!(
            "{} {} {} {}",
            self.one(&ADJECTIVES),
            MATERIALS[material],
            NOUNS[noun],
            self.invented()
        );
        let colours = self.some(&COLOURS, 3);
        let sizes = self.some(&SIZES, 4);
        let weight = format!("{} g", 50 * (1 + self.uneven(60)));
        Document {
            id: key(number),
            version: 1,
            slug: format!("product-{number}"),
            description: self.description(),
            title,
            brand: Some(self.brands[brand].clone()),
            categories: vec![category(section, None), category(section, Some(shelf))],
            attributes: vec![
                attribute("colour", colours.into_iter().map(Value::Choice).collect()),
                attribute("size", sizes.into_iter().map(Value::Choice).collect()),
                attribute(
                    "material",
                    vec![Value::Choice(MATERIALS[material].to_lowercase())],
                ),
                attribute("weight", vec![Value::Number(weight)]),
                attribute("gift", vec![Value::Flag(self.random.random_bool(0.3))]),
            ],
            tags: (0..3)
                .map(|_| format!("tag{}", self.uneven(TAGS)))
                .collect(),
            codes: (0..3)
                .flat_map(|variant| {
                    let barcode = 4_000_000_000_000 + number * 10 + variant;
                    [
                        format!("{}-{number:06}-{variant}", &NOUNS[noun][..3]),
                        barcode.to_string(),
                    ]
                })
                .collect(),
            prices: [("EUR", price), ("USD", price * 11 / 10)]
                .map(|(currency, minor)| Price {
                    currency: currency.to_owned(),
                    from: minor,
                    // Every third has variants that cost more.
                    to: if number.is_multiple_of(3) {
                        minor * 5 / 4
                    } else {
                        minor
                    },
                })
                .into(),
            on_sale: self.random.random_bool(0.1),
            in_stock: self.random.random_bool(0.9),
            rating_millis: self.random.random_range(2_000..=5_000),
            rating_count: u32::try_from(self.uneven(200)).unwrap_or_default(),
            sales: self.uneven(5_000) as u64,
            published_at: i64::try_from(number).unwrap_or_default(),
        }
    }

    /// What somebody searches for: one to three words of a title, now and then with a typo, or a code.
    pub fn search(&mut self) -> String {
        let mut words = vec![self.one(&NOUNS).to_lowercase()];
        match self.random.random_range(0..10) {
            0..=2 => {}
            3..=5 => words.insert(0, self.one(&ADJECTIVES).to_lowercase()),
            6 | 7 => {
                let first = [self.one(&ADJECTIVES), self.one(&MATERIALS)].map(str::to_lowercase);
                words.splice(0..0, first);
            }
            8 => words = vec![self.brands[self.random.random_range(0..BRANDS)].clone()],
            _ => return format!("{:06}", self.random.random_range(1..=self.size)),
        }
        if self.random.random_bool(0.2) {
            let at = self.random.random_range(0..words.len());
            words[at] = misspelt(&words[at]);
        }
        words.join(" ")
    }

    /// The beginning of a search, as long as somebody has come with typing.
    pub fn typed(&mut self) -> String {
        let text = self.search();
        let length = self.random.random_range(1..=text.chars().count());
        text.chars().take(length).collect()
    }

    pub fn nonsense(&mut self) -> String {
        let text = self.search();
        misspelt(&misspelt(&text)) + " " + &word(&mut self.random)
    }

    /// None, one or two choices.
    pub fn filters(&mut self) -> Filters {
        let mut filters = Filters::default();
        for _ in 0..self.random.random_range(0..3) {
            match self.random.random_range(0..5) {
                0 => filters
                    .attributes
                    .push(("colour".into(), self.some(&COLOURS, 2))),
                1 => filters
                    .attributes
                    .push(("size".into(), self.some(&SIZES, 2))),
                2 => {
                    filters.price = PriceRange {
                        min: Some(1_000),
                        max: Some(8_000),
                    }
                }
                3 => filters.in_stock = true,
                _ => {
                    let brand = self.uneven(BRANDS);
                    filters.brands = vec![self.brands[brand].clone()];
                }
            }
        }
        filters
    }

    /// A category, an order and a page; mostly first pages as they come.
    pub fn page(&mut self) -> (Id, Sort, u32) {
        let section = self.random.random_range(0..SECTIONS);
        let shelf = self
            .random
            .random_bool(0.7)
            .then(|| self.random.random_range(0..SHELVES));
        let sort = match self.random.random_range(0..10) {
            0 => Sort::PriceUp,
            1 => Sort::Newest,
            _ => Sort::Relevance,
        };
        let page = if self.random.random_bool(0.8) {
            1
        } else {
            self.random.random_range(2..6)
        };
        (category(section, shelf).id, sort, page)
    }

    fn description(&mut self) -> String {
        let places: Vec<usize> = (0..60).map(|_| self.uneven(VOCABULARY)).collect();
        let words: Vec<&str> = places
            .iter()
            .map(|at| self.vocabulary[*at].as_str())
            .collect();
        words.join(" ")
    }

    /// A model's name.
    fn invented(&mut self) -> String {
        let at = self.uneven(VOCABULARY);
        self.vocabulary[at].clone()
    }

    /// A number below `end`, small ones much more often, as words and brands are.
    fn uneven(&mut self, end: usize) -> usize {
        let one = self.random.random_range(0..end);
        let other = self.random.random_range(0..=one);
        self.random.random_range(0..=other)
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.random.random_range(0..list.len())]
    }

    fn some(&mut self, list: &[&str], most: usize) -> Vec<String> {
        let count = self.random.random_range(1..=most);
        (0..count).map(|_| self.one(list).to_owned()).collect()
    }
}

fn attribute(key: &str, values: Vec<Value>) -> Attribute {
    Attribute {
        key: key.to_owned(),
        values,
        is_facet: true,
    }
}

fn category(section: usize, shelf: Option<usize>) -> CategoryName {
    let number = section * 100 + shelf.map_or(0, |shelf| shelf + 1);
    let name = match shelf {
        Some(shelf) => format!(
            "{} & {}",
            NOUNS[section + shelf],
            NOUNS[section + shelf + 12]
        ),
        None => format!("Section {}", MATERIALS[section]),
    };
    CategoryName {
        id: key(1 << 40 | number as u64),
        name,
    }
}

fn key(number: u64) -> Id {
    // Keys rise with time, and their ends do not.
    let end = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (u128::from(number) << 64 | u128::from(end)).to_be_bytes()
}

fn word(random: &mut StdRng) -> String {
    const STARTS: [&str; 14] = [
        "b", "br", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v",
    ];
    const VOWELS: [&str; 7] = ["a", "e", "i", "o", "u", "ea", "ou"];
    const ENDS: [&str; 8] = ["", "n", "r", "s", "l", "t", "nd", "rk"];
    let syllables = random.random_range(2..5);
    let mut word = String::new();
    for _ in 0..syllables {
        word.push_str(STARTS[random.random_range(0..STARTS.len())]);
        word.push_str(VOWELS[random.random_range(0..VOWELS.len())]);
    }
    word + ENDS[random.random_range(0..ENDS.len())]
}

/// Without its third letter.
fn misspelt(word: &str) -> String {
    let letters = word.chars().enumerate().filter(|(at, _)| *at != 2);
    letters.map(|(_, letter)| letter).collect()
}
