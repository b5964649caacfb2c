# Der Laden selbst: Rahmen, Startseite, Listen, Produkt, Suche, Warenkorb.

storefront-home = Startseite
storefront-to-home = Zur Startseite
storefront-cart = Warenkorb
# Variable: $shop, der Name des Ladens.
storefront-description = { $shop }: unser Onlineshop.
storefront-nav-categories = Kategorien
storefront-breadcrumb = Sie sind hier
storefront-pages = Seiten
storefront-no-picture = Noch kein Bild
storefront-footer-prices-gross = Alle Preise inkl. MwSt., zzgl. Versand.
storefront-footer-prices-net = Alle Preise ohne Steuer und Versand.

# Einmalige Meldungen nach einer Weiterleitung
storefront-notice-added = In den Warenkorb gelegt.
storefront-notice-wished = Gemerkt.
storefront-notice-unwished = Vom Merkzettel entfernt.
storefront-notice-wishlist-full = Ihr Merkzettel ist voll. Entfernen Sie zuerst etwas.
storefront-notice-wishlist-unshared = Der Link zeigt nichts mehr.
storefront-notice-compare-full = Nebeneinander passen vier Produkte, deshalb hat das erste Platz gemacht.
storefront-notice-back-already = Gute Nachricht: Es ist schon wieder da.
storefront-notice-removed = Aus dem Warenkorb entfernt.
storefront-notice-quantity = Bitte geben Sie die Menge als Zahl von 1 bis 9.999 an.
# Variable: $left (Zahl) der Stücke, die zu haben sind.
storefront-notice-fewer =
    { $left ->
        [one] Es ist nur eines zu haben, deshalb wurde nichts geändert.
       *[other] Es sind nur { $left } zu haben, deshalb wurde nichts geändert.
    }
storefront-notice-sold-out = Das ist leider ausverkauft. Der Warenkorb ist unverändert.
storefront-notice-helpful = Vielen Dank, das hilft anderen.
storefront-notice-helpful-already = Das haben Sie schon gesagt. Vielen Dank.
storefront-notice-review-shown = Vielen Dank. Ihre Bewertung ist jetzt für alle zu sehen.
storefront-notice-review-waits = Vielen Dank. Ihre Bewertung ist gespeichert; wir sehen sie durch, bevor andere sie sehen.
storefront-notice-choose = Bitte wählen Sie zuerst eine Variante.
storefront-notice-payment-later = Der Zahlungsdienst war nicht zu erreichen. Ihre Bestellung ist aufgegeben; bitte versuchen Sie gleich noch einmal zu bezahlen.
storefront-notice-too-many = Das war viel in kurzer Zeit, deshalb wurde die letzte Änderung nicht ausgeführt. Bitte versuchen Sie es gleich noch einmal.
storefront-notice-cart-empty = Ihr Warenkorb ist leer, es gibt nichts zu bestellen.

# Startseite
storefront-home-title = Startseite
storefront-home-headline = Dinge, die bleiben.
# Variable: $shop, der Name des Ladens.
storefront-home-lead = Sehen Sie sich in den Kategorien um oder schauen Sie, was bei { $shop } neu ist.
storefront-home-browse = Umsehen
storefront-home-categories = Nach Kategorien
storefront-home-new = Neu im Laden
storefront-home-reduced = Reduziert
storefront-home-empty-title = Wir richten uns gerade ein
storefront-home-empty-text = Noch gibt es hier nichts zu kaufen. Bitte schauen Sie bald wieder vorbei.

# Preise und Schildchen
# Variable: $price, ein Geldbetrag.
storefront-price-from = ab { $price }
storefront-price-now = Jetzt
storefront-price-before = Vorher:
storefront-badge-reduced = Reduziert

# Listen
# Variablen: $category und $shop, Namen.
storefront-category-description = { $category } bei { $shop }.
# Variable: $count (Zahl) der Produkte.
storefront-products-found =
    { $count ->
        [0] Keine Produkte
        [one] { $count } Produkt
       *[other] { $count } Produkte
    }
storefront-sort = Sortieren nach
storefront-sort-relevance = Beste Treffer
storefront-sort-best-selling = Meistverkauft
storefront-sort-new = Neueste zuerst
storefront-sort-price = Preis, aufsteigend
storefront-sort-price-down = Preis, absteigend
storefront-sort-rating = Beste Bewertung
# Variable: $currency, ein Kürzel wie EUR.
storefront-price-range = Preis ({ $currency })
storefront-price-min = von
storefront-price-max = bis
storefront-price-range-error = Bitte schreiben Sie Preise in Ziffern, zum Beispiel 10 oder 19,90, den niedrigeren zuerst.
storefront-price-lowest = Niedrigster Preis
storefront-price-highest = Höchster Preis
storefront-filters = Filter
storefront-filters-close = Filter schließen
storefront-filters-preparing = Die Filter werden gerade vorbereitet. Bis dahin sehen Sie hier alles.
storefront-filters-retry = Noch einmal laden
# Variable: $count (Zahl) der Produkte.
storefront-filters-show =
    { $count ->
        [0] Keine Produkte
        [one] { $count } Produkt anzeigen
       *[other] { $count } Produkte anzeigen
    }
storefront-facet-category = Kategorie
storefront-facet-brand = Marke
storefront-facet-offers = Angebote
storefront-facet-available = Auf Lager
storefront-facet-sale = Reduziert
# Variable: $count (Zahl) der Werte.
storefront-facet-all = Alle { $count } anzeigen
# Variable: $facet, der Name einer Gruppe von Werten.
storefront-facet-find = { $facet } suchen
storefront-facet-find-none = Nichts mit diesem Namen.
storefront-chosen = Gewählte Filter
storefront-chosen-remove = Filter entfernen:
# Variablen: $min und $max, Geldbeträge.
storefront-chosen-between = { $min } bis { $max }
storefront-chosen-from = ab { $min }
storefront-chosen-to = bis { $max }
# Variable: $page (Zahl).
storefront-page = Seite { $page }
storefront-filter-apply = Anzeigen
storefront-filter-reset = Filter entfernen
storefront-category-empty-title = Hier ist nichts
storefront-category-empty-text = Hier gibt es zurzeit keine Produkte.
storefront-category-empty-filtered = Kein Produkt passt zu Ihren Filtern.

# Produkt
storefront-product-pictures = Bilder
storefront-product-lowest = Niedrigster Preis der letzten 30 Tage: { $price }
storefront-product-tax-included = inkl. MwSt., zzgl. Versand
storefront-product-tax-excluded = ohne Steuer und Versand
storefront-product-show = Diese Auswahl anzeigen
storefront-quantity = Menge
storefront-product-add = In den Warenkorb
storefront-product-sku = Art.-Nr.
storefront-product-about = Beschreibung
storefront-specification = Produktmerkmale
storefront-stock-in = Auf Lager, sofort versandfertig
# Variable: $left (Zahl) der Stücke.
storefront-stock-low =
    { $left ->
        [one] Nur noch eines da
       *[other] Nur noch { $left } da
    }
storefront-stock-backorder = Bestellt: Wir versenden, sobald es eintrifft
storefront-stock-backorder-until = Bestellt: kommt voraussichtlich am { $day } und geht dann sofort an Sie
storefront-stock-out = Zurzeit ausverkauft
storefront-stock-out-until = Ausverkauft, voraussichtlich ab { $day } wieder da
storefront-stock-unavailable = Diese Kombination führen wir nicht
storefront-option-gone = (nicht erhältlich)
storefront-delivery-day = Lieferung ({ $country }): { $day }
storefront-delivery-days = Lieferung ({ $country }): { $first } – { $last }
storefront-delivery-others = Andere Länder
storefront-gallery-large = Das große Bild ansehen
storefront-gallery-choose = Ein Bild auswählen
storefront-gallery-picture = Bild { $number }
storefront-gallery-previous = Voriges Bild
storefront-gallery-next = Nächstes Bild
storefront-gallery-close = Schließen
storefront-share = Teilen
storefront-share-copied = Link kopiert
storefront-product-together = Oft zusammen gekauft
storefront-product-related = Mehr dieser Art
storefront-product-recent = Zuletzt angesehen
storefront-recent-clear = Liste vergessen
storefront-feed-new = Neu bei { $shop }

# Suche
storefront-search-label = Produkte suchen
storefront-search-placeholder = Name, Marke oder Artikelnummer
# Variable: $query, das Eingetippte.
storefront-search-title = Suche: „{ $query }“
storefront-search-empty-title = Nichts gefunden für „{ $query }“
storefront-search-close = Suche schließen
# Variable: $text, eine berichtigte Suche.
storefront-search-similar-to = Auch Ergebnisse für „{ $text }“ werden angezeigt.
storefront-search-similar = Auch Ergebnisse für ähnliche Wörter werden angezeigt.
# Variable: $query, das Eingetippte.
storefront-search-exact = Nur nach „{ $query }“ suchen
storefront-suggestions = Vorschläge
storefront-suggestions-searches = Suchbegriffe
storefront-suggestions-categories = Kategorien
storefront-suggestions-products = Produkte
# Variable: $count (Zahl) der Vorschläge.
storefront-suggestions-count =
    { $count ->
        [0] Keine Vorschläge
        [one] { $count } Vorschlag
       *[other] { $count } Vorschläge
    }
storefront-search-all = Alle Produkte
storefront-search-did-you-mean = Meinten Sie:
storefront-search-popular = Beliebte Produkte
storefront-search-hint-spelling = Prüfen Sie die Schreibweise.
storefront-search-hint-fewer = Versuchen Sie es mit weniger oder allgemeineren Wörtern.
storefront-search-hint-sku = Wenn Sie die Artikelnummer kennen, genügt ihr Anfang.
storefront-search-browse = Oder sehen Sie sich in den Kategorien um:

# Warenkorb
storefront-cart-summary = Übersicht
storefront-cart-subtotal = Zwischensumme
storefront-cart-shipping = Versand
storefront-cart-shipping-later = an der Kasse
storefront-cart-tax-included = Die Preise enthalten die MwSt.
storefront-cart-tax-later = Die Steuer kommt an der Kasse hinzu.
storefront-cart-checkout = Zur Kasse
storefront-cart-blocked = Bitte ändern Sie zuerst die markierten Zeilen.
storefront-cart-continue = Weiter einkaufen
# Variable: $price, ein Geldbetrag.
storefront-cart-each = je { $price }
# Variable: $title, das Produkt.
storefront-cart-quantity-of = Menge von { $title }
storefront-cart-update = Aktualisieren
storefront-cart-changed = Ihr Warenkorb hat sich inzwischen geändert
# Variablen: $title, das Produkt; $before und $now, Geldbeträge.
storefront-cart-notice-price = { $title } kostet jetzt { $now }, vorher waren es { $before }.
# Variable: $left (Zahl) der Stücke, die zu haben sind.
storefront-cart-problem-fewer =
    { $left ->
        [one] Es ist nur noch eines da. Bitte verringern Sie die Menge.
       *[other] Es sind nur noch { $left } da. Bitte verringern Sie die Menge.
    }
storefront-cart-problem-sold-out = Inzwischen ausverkauft. Bitte entfernen Sie es.
storefront-cart-problem-gone = Nicht mehr im Laden. Bitte entfernen Sie es.
storefront-cart-empty-title = Ihr Warenkorb ist leer
storefront-cart-empty-text = Was Sie hineinlegen, bleibt auf diesem Gerät 60 Tage darin.
storefront-cart-empty-action = Umsehen
