# Mails zu einer Bestellung.
mail-greeting = Guten Tag { $name },
mail-button = Bestellung ansehen
mail-address = Lieferadresse
mail-subtotal = Zwischensumme
mail-shipping = Versand
mail-tax-included = Enthält { $name } { $rate }
mail-tax-added = { $name } { $rate }
mail-total = Gesamtbetrag
mail-carrier = Versanddienst
mail-tracking = Sendungsnummer
mail-bank-holder = Kontoinhaber
mail-bank-iban = IBAN
mail-bank-bic = BIC
mail-bank-name = Bank
mail-bank-amount = Betrag
mail-bank-reference = Verwendungszweck
mail-transfer-text = Bitte überweisen Sie den Gesamtbetrag auf das unten genannte Konto und geben Sie die Bestellnummer als Verwendungszweck an. Wir versenden, sobald das Geld eingegangen ist.
mail-footer = Fragen? Antworten Sie einfach auf diese Mail oder schreiben Sie an { $email }.

mail-confirmation-subject = Ihre Bestellung { $number } bei { $shop }
mail-confirmation-heading = Vielen Dank, { $name }
mail-confirmation-text = Wir haben Ihre Bestellung { $number } über { $total } erhalten. Wir melden uns wieder, sobald sie unterwegs ist.
mail-payment-received-subject = Ihre Zahlung zur Bestellung { $number } ist eingegangen
mail-payment-received-heading = Vielen Dank, { $name }
mail-payment-received-text = Ihre Zahlung von { $total } für die Bestellung { $number } bei { $shop } ist eingegangen. Wir packen Ihre Bestellung und melden uns wieder, sobald sie unterwegs ist.
mail-shipped-subject = Ihre Bestellung { $number } ist unterwegs
mail-shipped-heading = Unterwegs zu Ihnen, { $name }
mail-shipped-text = Ihre Bestellung { $number } über { $total } von { $shop } hat soeben unser Lager verlassen.
mail-cancelled-subject = Ihre Bestellung { $number } wurde storniert
mail-cancelled-heading = Ihre Bestellung wurde storniert
mail-cancelled-text = Guten Tag { $name }, Ihre Bestellung { $number } über { $total } bei { $shop } wurde storniert. Falls Sie schon bezahlt haben, erhalten Sie Ihr Geld zurück.
mail-paid-too-late-subject = Ihre Bestellung { $number }: Wir erstatten Ihre Zahlung
mail-paid-too-late-heading = Das tut uns leid, { $name }
mail-paid-too-late-text = Ihre Zahlung von { $total } für die Bestellung { $number } bei { $shop } kam an, nachdem die Bestellung abgelaufen war, und nicht alles ist noch auf Lager. Wir senden das Geld auf demselben Weg zurück.

mail-paid-after-cancelled-subject = Ihre Bestellung { $number }: Wir erstatten Ihre Zahlung
mail-paid-after-cancelled-heading = Ihre Zahlung kommt zurück, { $name }
mail-paid-after-cancelled-text = Ihre Zahlung von { $total } für die Bestellung { $number } bei { $shop } kam an, nachdem die Bestellung storniert worden war. Es wird nichts versandt, und wir senden das Geld auf demselben Weg zurück.

# An alle, die auf etwas warten; $product und $shop sind Namen.
mail-alert-confirm-subject = Sollen wir Ihnen Bescheid geben, wenn { $product } wieder da ist?
mail-alert-confirm-heading = Bitte bestätigen Sie Ihre Adresse
mail-alert-confirm-text = Sie möchten von { $shop } hören, wenn { $product } wieder zu kaufen ist. Bestätigen Sie das mit der Schaltfläche, und wir schreiben Ihnen einmal, sobald es wieder da ist.
mail-alert-confirm-button = Bestätigen
mail-alert-confirm-small-print = Das waren nicht Sie? Dann tun Sie nichts: Ihre Adresse wird nach einer Woche gelöscht.
mail-alert-back-subject = { $product } ist wieder da
mail-alert-back-heading = Es ist wieder da
mail-alert-back-text = { $product } ist bei { $shop } wieder zu kaufen. Zurücklegen können wir es nicht, warten Sie also nicht zu lange.
mail-alert-back-button = Ansehen
mail-alert-back-small-print = Sie haben uns um diese eine Mail gebeten. Noch einmal schreiben wir dazu nicht.
mail-alert-back-way-out = Meine Adresse jetzt löschen
mail-review-subject = Wie gefällt Ihnen Ihr Einkauf bei { $shop }?
mail-review-heading = Wie gefällt es Ihnen, { $name }?
mail-review-text = Ihre Bestellung { $number } ist seit ein paar Tagen bei Ihnen. Erzählen Sie anderen, was gut ist und was nicht: Ein paar Worte genügen, und Sie können sie später noch ändern.
mail-review-button = Bewertung schreiben
mail-review-stop = Keine Mails mehr, die um Bewertungen bitten
