# Die Bestellseite und die Summen, die Warenkorb, Kasse und Bestellung gemeinsam haben.

order-subtotal = Zwischensumme
order-shipping = Versand
order-shipping-free = kostenlos
order-shipping-open = im nächsten Schritt
# Variablen: $name der Steuer, $rate, ein Prozentsatz.
order-tax-plus = zzgl. { $rate } { $name }
order-tax-included = enthält { $rate } { $name }
order-total = Gesamtsumme

# Variable: $number, die Nummer, unter der Menschen die Bestellung kennen.
order-title = Bestellung { $number }
# Variable: $date mit Uhrzeit.
order-placed = vom { $date }

# Was Menschen von einer Bestellung sehen
order-status-awaiting_payment = Wartet auf Zahlung
order-status-payment_failed = Zahlung fehlgeschlagen
order-status-processing = In Vorbereitung
order-status-partly_shipped = Teilweise versandt
order-status-shipped = Versandt
order-status-delivered = Zugestellt
order-status-completed = Abgeschlossen
order-status-returned = Zurückgegeben
order-status-cancelled = Storniert
order-status-refunded = Erstattet

order-headline-awaiting_payment = Danke, Ihre Bestellung ist da.
order-headline-payment_failed = Die Zahlung hat nicht geklappt.
order-headline-processing = Danke, Ihre Bestellung ist bezahlt.
order-headline-partly_shipped = Ein Teil Ihrer Bestellung ist unterwegs.
order-headline-shipped = Ihre Bestellung ist unterwegs.
order-headline-delivered = Ihre Bestellung ist angekommen.
order-headline-completed = Ihre Bestellung ist abgeschlossen.
order-headline-returned = Ihre Bestellung kam zu uns zurück.
order-headline-cancelled = Ihre Bestellung wurde storniert.
order-headline-refunded = Ihre Bestellung wurde erstattet.

# Variable: $email, die Adresse der Kundin oder des Kunden; nicht jeder Text verwendet sie.
order-text-awaiting_payment = Eine Bestätigung ist unterwegs an { $email }. Wir haben die Ware für Sie zurückgelegt, bis die Zahlung da ist.
order-text-payment_failed = Es wurde nichts abgebucht. Die Ware bleibt noch eine Weile für Sie zurückgelegt: Sie können es noch einmal versuchen.
order-text-processing = Eine Bestätigung ist unterwegs an { $email }. Wir schreiben wieder, wenn das Paket das Haus verlässt.
order-text-partly_shipped = Der Rest folgt. Wir schreiben an { $email }, wenn er das Haus verlässt.
order-text-shipped = Die Einzelheiten haben wir an { $email } geschrieben.
order-text-delivered = Wir hoffen, dass alles so ist, wie Sie es erwartet haben.
order-text-completed = Wir hoffen, dass alles so ist, wie Sie es erwartet haben.
order-text-returned = Wir haben erhalten, was Sie zurückgeschickt haben.
order-text-cancelled = Es wird nichts versandt. Falls Sie schon bezahlt haben, bekommen Sie das Geld zurück.
order-text-refunded = Das Geld ist auf dem Weg zurück zu Ihnen.

# Zahlung
order-payment-waiting = Die Zahlung wird gerade bestätigt. Diese Seite sieht alle paar Sekunden selbst nach.
order-pay-title = Diese Bestellung ist noch nicht bezahlt
# Variable: $amount, ein Geldbetrag.
order-pay-text = Offen sind { $amount }.
order-pay-now = Jetzt bezahlen
# Variable: $time mit Datum.
order-pay-paused = Mehrere Versuche, diese Bestellung zu bezahlen, haben nicht geklappt. Deshalb machen wir eine kurze Pause. Es wurde nichts abgebucht. Ab { $time } können Sie es noch einmal versuchen.
order-transfer-title = Bitte überweisen Sie den Betrag
order-transfer-text = Bitte geben Sie den Verwendungszweck an, damit wir Ihre Zahlung erkennen.
order-transfer-amount = Betrag
order-transfer-reference = Verwendungszweck
order-transfer-account = Konto
order-payment-pending = noch nicht bezahlt
order-payment-authorized = auf Ihrer Karte reserviert
order-payment-paid = bezahlt
order-payment-partially_refunded = teilweise erstattet
order-payment-refunded = erstattet
order-payment-failed = fehlgeschlagen
order-payment-voided = abgebrochen, es wurde nichts abgebucht

# Sendungen
# Variable: $date ohne Uhrzeit.
order-shipment-title = Versandt am { $date }
order-shipment-carrier = Paketdienst
order-shipment-tracking = Sendungsnummer

# Inhalt
order-lines = Was Sie bestellt haben
# Variablen: $quantity (Zahl), $price eines Stücks.
order-line-count = { $quantity } × { $price }
order-delivery = Lieferadresse
order-billing = Rechnungsadresse
order-contact = Kontakt
order-payment = Zahlung
order-keep-link = Diese Seite gehört nur Ihnen: Bewahren Sie die Adresse auf und zeigen Sie sie nur, wem Sie Ihre Bestellung zeigen möchten.
order-line-review = Bewertung schreiben
order-line-reviewed = Ihre Bewertung
