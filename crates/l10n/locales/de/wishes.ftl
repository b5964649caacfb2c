# Merkzettel, Produktvergleich, Warten auf Ausverkauftes.
wishes-title = Merkzettel
wishes-add = Merken
wishes-remove = Entfernen
wishes-choose = Variante wählen
wishes-gone = Nicht mehr im Sortiment
wishes-look-around = Umschauen
wishes-back-to-product = Zurück zum Produkt
wishes-empty-title = Noch nichts gemerkt
wishes-empty-text = Was Sie sich auf einer Produktseite merken, wartet hier auf Sie.
wishes-kept = Ihr Merkzettel bleibt ein Jahr lang auf diesem Gerät.
wishes-share-title = Anderen zeigen
wishes-share-text = Erstellen Sie einen Link, der diese Liste allen zeigt, die ihn haben, zum Beispiel vor einem Geburtstag. Über Sie verrät er nichts.
wishes-share-start = Link erstellen
wishes-share-on = Wer diesen Link hat, sieht Ihren Merkzettel, wie er gerade ist:
wishes-share-end = Link zurückziehen
wishes-shared-title = Ein Merkzettel
wishes-shared-text = Jemand möchte Ihnen zeigen, was es bei { $shop } zu finden gibt.
wishes-shared-empty = Auf diesem Merkzettel steht gerade nichts

# Vergleichen
wishes-compare-add = Vergleichen
wishes-compare-title = Vergleich
wishes-compare-empty-title = Noch nichts zu vergleichen
wishes-compare-empty-text = Wählen Sie auf den Seiten von bis zu vier Produkten „Vergleichen“, um sie nebeneinander zu sehen.
wishes-compare-one = Wählen Sie „Vergleichen“ auf der Seite eines weiteren Produkts, um beide nebeneinander zu sehen.
wishes-compare-hint = Was sich unterscheidet, ist hervorgehoben.
wishes-compare-link = Link zu diesem Vergleich
wishes-compare-price = Preis
wishes-compare-stock = Verfügbarkeit
wishes-compare-brand = Marke
wishes-compare-weight = Gewicht
wishes-compare-unknown = keine Angabe
wishes-compare-rating = Bewertung
wishes-compare-unrated = noch nicht bewertet
wishes-compare-count = { $count ->
    [one] ein Produkt
   *[other] { $count } Produkte
}

# Wieder da
wishes-alert-ask = Benachrichtigen, wenn wieder da
wishes-alert-title = Benachrichtigen, wenn wieder da
wishes-alert-email = Ihre E-Mail-Adresse
wishes-alert-hint = Wir schicken Ihnen eine Mail, um die Adresse zu bestätigen, und eine weitere, wenn es wieder da ist. Für anderes verwenden wir sie nicht.
wishes-alert-send = Benachrichtigen
wishes-alert-error-missing = Bitte geben Sie Ihre E-Mail-Adresse an.
wishes-alert-error-email = Bitte geben Sie Ihre Adresse in der Form name@example.com an.
wishes-alert-check_mail-title = Bitte sehen Sie in Ihre Mails
wishes-alert-check_mail-text = Wir haben Ihnen einen Link geschickt. Sobald Sie ihn öffnen und bestätigen, schreiben wir Ihnen, wenn es wieder da ist.
wishes-alert-asked-title = Sollen wir Ihnen schreiben?
wishes-alert-asked-text = Bestätigen Sie, dass Sie eine Mail möchten, sobald es wieder zu kaufen ist.
wishes-alert-confirm = Ja, bitte schreiben
wishes-alert-cancel = Meine Adresse vergessen
wishes-alert-confirmed-title = Wir schreiben Ihnen
wishes-alert-confirmed-text = Sie bekommen eine Mail, sobald es wieder zu kaufen ist.
wishes-alert-sent-title = Es ist wieder da
wishes-alert-sent-text = Wir haben Ihnen geschrieben. Noch einmal schreiben wir nur, wenn Sie uns darum bitten.
wishes-alert-cancelled-title = Vergessen
wishes-alert-cancelled-text = Ihre Adresse ist gelöscht. Wir schreiben Ihnen dazu nicht mehr.
wishes-alert-gone-title = Dieser Link gilt nicht mehr
wishes-alert-gone-text = Mit ihm wurde eine Adresse gelöscht, oder er ist zu alt. Auf der Produktseite können Sie neu fragen.
