# Der vorgetäuschte Zahlungsdienst für Vorführungen und Tests.

sandbox-banner-title = Vorführladen.
sandbox-banner-text = Zahlungen sind nur gespielt: Es fließt kein Geld, und es wird nichts versandt.

sandbox-bank-name = Sandbox-Bank
sandbox-bank-test = TEST, kein echtes Geld
sandbox-bank-footer = Eine gespielte Bezahlseite zum Ausprobieren des Ladens. Geben Sie hier nie die Nummer einer echten Karte ein.
sandbox-bill-to = An
sandbox-bill-for = Für Bestellung
sandbox-bill-amount = Betrag
sandbox-card-title = Mit Karte bezahlen
sandbox-card-number = Kartennummer
# Variable: $amount, ein Geldbetrag.
sandbox-card-pay = { $amount } bezahlen
sandbox-card-cancel = Abbrechen und zurück zum Laden
sandbox-cards-title = Testkarten
sandbox-cards-what = Was passiert
sandbox-card-approve = wird angenommen
sandbox-card-decline = wird abgelehnt
sandbox-card-second-factor = fragt zuerst nach einem Code
sandbox-card-answer-late = wird nach 20 Sekunden gebucht
sandbox-card-answer-twice = meldet sich doppelt beim Laden
sandbox-card-never-answer = wird belastet, meldet sich aber nie beim Laden
sandbox-card-problem-missing = Bitte geben Sie eine Kartennummer ein.
sandbox-card-problem-not-a-number = Das ist keine Kartennummer. Bitte prüfen Sie die Ziffern.
sandbox-card-problem-not-a-test-card = Diese Bank ist nur gespielt: Bitte nehmen Sie eine der Testkarten unten, nie eine echte.
sandbox-card-problem-closed = Diese Zahlung ist abgeschlossen und kann nicht mehr bezahlt werden.
sandbox-failure-declined = Die Karte wurde abgelehnt. Bitte versuchen Sie eine andere.
sandbox-failure-second-factor = Der Code war falsch. Bitte beginnen Sie noch einmal mit Ihrer Karte.
sandbox-failure-cancelled = Die Zahlung wurde abgebrochen.

sandbox-code-title = Mit einem Code bestätigen
# Variablen: $code, den die Seite verrät, $last, die letzten vier Ziffern der Karte.
sandbox-code-text = Eine echte Bank würde für die Karte mit der Endung { $last } einen Code auf Ihr Telefon schicken. Hier lautet er { $code }; jeder andere ist falsch.
sandbox-code-label = Code
sandbox-code-confirm = Bestätigen
sandbox-late-title = Die Zahlung wird gebucht
sandbox-late-text = Das dauert etwa 20 Sekunden. Sie können hier warten oder zum Laden zurückgehen: Er erfährt, wenn es so weit ist.
sandbox-closed-title = Diese Zahlung ist abgeschlossen
sandbox-closed-text = Hier ist nichts mehr zu tun.
sandbox-back = Zurück zum Laden
