# Was Kundinnen und Kunden von einem Produkt halten.
reviews-title = Bewertungen
reviews-page-title = Bewertungen zu { $title }
reviews-back = Zurück zum Produkt
reviews-stars = { $stars } von 5 Sternen
reviews-count =
    { $count ->
        [one] 1 Bewertung
       *[other] { $count } Bewertungen
    }
reviews-by = Bewertung von { $name }
reviews-by-stars = Bewertungen nach Sternen
reviews-bar =
    { $stars ->
        [one] 1 Stern
       *[other] { $stars } Sterne
    }
reviews-verified = Bestätigter Kauf
reviews-reply = Antwort von { $shop }
reviews-picture = Bild { $number } von { $name }
reviews-helpful = Hilfreich
reviews-helpful-count =
    { $count ->
        [one] Eine Person findet das hilfreich
       *[other] { $count } Personen finden das hilfreich
    }
reviews-all =
    { $count ->
        [one] Bewertung ansehen
       *[other] Alle { $count } Bewertungen ansehen
    }
reviews-more = Weitere Bewertungen
reviews-none = Noch hat niemand dieses Produkt bewertet. Wer es gekauft hat, kann das von der Seite der Bestellung aus tun.
reviews-none-such = Mit so vielen Sternen gibt es keine Bewertung.
reviews-sort = Reihenfolge
reviews-sort-helpful = Hilfreichste
reviews-sort-newest = Neueste
reviews-sort-highest = Beste
reviews-sort-lowest = Schlechteste
reviews-only =
    { $stars ->
        [one] Nur Bewertungen mit einem Stern.
       *[other] Nur Bewertungen mit { $stars } Sternen.
    }
reviews-show-all = Alle zeigen

reviews-form-title = Bewertung schreiben
reviews-form-edit = Ihre Bewertung
reviews-form-stars = Wie gefällt es Ihnen?
reviews-word-5 = Ausgezeichnet
reviews-word-4 = Gut
reviews-word-3 = In Ordnung
reviews-word-2 = Nicht so gut
reviews-word-1 = Schlecht
reviews-form-heading = In einer Zeile
reviews-form-text = Ihre Bewertung
reviews-form-text-hint = Was ist gut, was nicht, und wem würden Sie es empfehlen?
reviews-form-pictures = Bilder
reviews-form-pictures-hint = Bis zu { $count } Bilder mit je bis zu { $megabytes } MB: JPEG, PNG, WebP oder GIF. Wo und wann sie aufgenommen wurden, entfernen wir.
reviews-form-kept = Ihre Bilder (abwählen, um sie zu entfernen)
reviews-form-picture = Ihr Bild { $number }
reviews-form-name = Ihr Name, wie andere ihn sehen
reviews-form-name-hint = Ein Vorname oder wie Sie sonst heißen möchten. Ihre Mailadresse wird nie gezeigt.
reviews-form-send = Bewertung absenden
reviews-form-save = Änderungen speichern
reviews-form-note = Sie können Ihre Bewertung später auf dieser Seite ändern. Eine geänderte Bewertung sehen wir noch einmal durch, bevor andere sie sehen.
reviews-form-stale = Ihre Bewertung wurde inzwischen in einem anderen Fenster gespeichert. Was Sie geschrieben haben, steht noch hier: Speichern ersetzt das Gespeicherte.
reviews-state-pending = Vielen Dank. Wir sehen Ihre Bewertung durch, bevor andere sie sehen.
reviews-state-approved = Ihre Bewertung ist für alle zu sehen.
reviews-state-rejected = Wir zeigen diese Bewertung nicht, denn sie verstößt womöglich gegen unsere Regeln für Bewertungen. Sie können sie ändern.
reviews-error-stars = Bitte wählen Sie einen bis fünf Sterne.
reviews-error-text = Bitte schreiben Sie ein paar Worte.
reviews-error-name = Bitte geben Sie einen Namen an, der gezeigt wird.
reviews-error-long = Bitte höchstens { $count } Zeichen.
reviews-error-pictures = Bitte höchstens { $count } Bilder.
reviews-error-pictures-again = Bitte wählen Sie Ihre Bilder noch einmal aus: Der Browser behält sie nicht.
reviews-error-picture-size = Ein Bild darf bis zu { $megabytes } MB groß sein.
reviews-error-picture = Diese Datei ist kein Bild, das wir zeigen können. JPEG, PNG, WebP und GIF gehen.
reviews-elsewhere-title = Schon bewertet
reviews-elsewhere-text = Zu diesem Produkt gibt es schon eine Bewertung, die mit einer anderen Bestellung dieser E-Mail-Adresse geschrieben wurde. Um sie zu lesen oder zu ändern, öffnen Sie jene Bestellung und wählen Sie dort „Ihre Bewertung“.
reviews-mails-title = Mails, die um Bewertungen bitten
reviews-mails-text = { $shop } schreibt nach jeder zugestellten Bestellung einmal an { $email } und bittet um eine Bewertung. Möchten Sie diese Mails lieber nicht bekommen?
reviews-mails-stop = Diese Mails abbestellen
reviews-mails-stopped = Wir bitten { $email } nicht mehr um Bewertungen. Mails zu Ihren Bestellungen kommen weiterhin.
reviews-mails-again = Bitte fragen Sie mich wieder
reviews-mails-home = Zum Shop
