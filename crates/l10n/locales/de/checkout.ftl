# Die Schritte vom Warenkorb zur Bestellung.

checkout-to-cart = Zurück zum Warenkorb
checkout-progress = Schritte der Bestellung
checkout-step-address = Adresse
checkout-step-shipping = Versand
checkout-step-payment = Zahlung
checkout-step-done = Erledigt
checkout-summary = Ihre Bestellung
# Variable: $quantity (Zahl).
checkout-times = { $quantity }-mal

# Adresse
checkout-address-title = Wohin soll es gehen?
checkout-contact = Kontakt
checkout-email = E-Mail
checkout-email-hint = Für die Bestätigung und die Sendungsnummer.
checkout-delivery = Lieferadresse
checkout-billing = Rechnungsadresse
checkout-billing-different = Die Rechnung geht an eine andere Adresse
checkout-given-name = Vorname
checkout-family-name = Nachname
checkout-company = Firma
checkout-address-line1 = Straße und Hausnummer
checkout-address-line2 = Adresszusatz
checkout-postal-code = Postleitzahl
checkout-city = Ort
checkout-region = Bundesland, Kanton oder Region
checkout-country = Land
checkout-phone = Telefon
checkout-phone-hint = Nur für Rückfragen des Paketdienstes zur Lieferung.
# Variable: $country, der Name des gewählten Landes.
checkout-more = Land ({ $country }), Firma, weitere Angaben
checkout-to-shipping = Weiter zum Versand

# Was an einem Feld nicht stimmt
checkout-error-email = Bitte geben Sie Ihre E-Mail-Adresse an, zum Beispiel name@example.com.
checkout-error-given-name = Bitte geben Sie den Vornamen an.
checkout-error-family-name = Bitte geben Sie den Nachnamen an.
checkout-error-address-line1 = Bitte geben Sie Straße und Hausnummer an.
checkout-error-postal-code = Bitte geben Sie die Postleitzahl so an, wie sie in diesem Land geschrieben wird.
checkout-error-city = Bitte geben Sie den Ort an.
checkout-error-country = Bitte wählen Sie ein Land aus der Liste.
checkout-error-phone = Bitte geben Sie die Telefonnummer in Ziffern an oder lassen Sie das Feld leer.
checkout-error-too-long = Das ist zu lang. Bitte kürzen Sie es.
checkout-error-region = Bitte geben Sie Bundesland, Kanton oder Region an.
checkout-error-shipping = Bitte wählen Sie eine Versandart.
checkout-error-payment = Bitte wählen Sie eine Zahlungsart.

# Versand
checkout-shipping-title = Wie soll es ankommen?
checkout-shipping-how = Versandart
checkout-shipping-none-title = An diese Adresse können wir nicht liefern
checkout-shipping-none-text = Für dieses Land gibt es keine Versandart. Bitte wählen Sie eine andere Lieferadresse.
checkout-back-to-address = Zurück zur Adresse
checkout-to-payment = Weiter zur Zahlung
checkout-review-contact = Kontakt
checkout-review-address = Lieferung
checkout-review-billing = Rechnung
checkout-review-shipping = Versand
checkout-change = Ändern

# Zahlung
checkout-payment-title = Prüfen und bezahlen
checkout-payment-how = Zahlung
checkout-payment-manual = Überweisung
checkout-payment-manual-text = Sie überweisen den Betrag, wir versenden nach Eingang.
checkout-payment-sandbox = Karte
checkout-payment-sandbox-text = Auf der nächsten Seite, mit einer Testkarte. Es fließt kein Geld.
checkout-payment-none = Zurzeit ist keine Zahlung möglich. Bitte versuchen Sie es später noch einmal.
checkout-back-to-shipping = Zurück zum Versand
checkout-place = Zahlungspflichtig bestellen
checkout-place-note = Mit dem Knopf geben Sie eine verbindliche Bestellung auf.

# Etwas ist nicht mehr so, wie es bestätigt wurde
checkout-changed-title = Etwas hat sich geändert. Es wurde noch nichts bestellt.
checkout-changed-text = Bitte sehen Sie es sich noch einmal an und bestätigen Sie, wenn es für Sie passt.
checkout-changed-blocked = Bitte ändern Sie zuerst Ihren Warenkorb.
checkout-change-cart = Warenkorb ändern
# Variablen: $before und $now, Geldbeträge.
checkout-change-total = Die Summe beträgt jetzt { $now }, vorher waren es { $before }.
# Variablen: $title, das Produkt; $before und $now, Geldbeträge.
checkout-change-price = { $title } kostet jetzt { $now }, vorher waren es { $before }.
# Variable: $title, das Produkt.
checkout-change-sold-out = { $title } ist ausverkauft.
# Variablen: $title, das Produkt; $left (Zahl) der Stücke.
checkout-change-fewer =
    { $left ->
        [one] Von { $title } ist nur noch eines da.
       *[other] Von { $title } sind nur noch { $left } da.
    }
# Variable: $title, das Produkt.
checkout-change-gone = { $title } ist nicht mehr im Laden.
