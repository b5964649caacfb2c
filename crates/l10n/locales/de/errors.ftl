# Seiten für den Fall, dass etwas nicht geht.

# Variable: $count (Zahl) der Felder.
errors-form-title =
    { $count ->
        [one] Bitte sehen Sie sich ein Feld noch einmal an
       *[other] Bitte sehen Sie sich { $count } Felder noch einmal an
    }
# Variable: $reference, ein kurzer Code, der auch im Protokoll steht.
errors-reference = Wenn Sie uns deswegen schreiben, nennen Sie bitte { $reference }.

errors-invalid-title = Die Anfrage war nicht vollständig
errors-invalid-text = Etwas fehlte oder war nicht lesbar. Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
errors-forbidden-title = Das ist hier nicht erlaubt
errors-forbidden-text = Bitte gehen Sie zurück, laden Sie die Seite neu und senden Sie sie noch einmal. Wenn ein Link von einer anderen Seite Sie hergeführt hat, beginnen Sie auf unserer Startseite.
errors-not-found-title = Diese Seite finden wir nicht
errors-not-found-text = Vielleicht ist sie umgezogen, oder das Produkt ist nicht mehr im Laden.
errors-gone-title = Diese Seite gibt es nicht mehr
errors-gone-text = Was hier war, ist nicht mehr im Laden.
errors-conflict-title = Das geht nicht mehr
errors-conflict-text = Inzwischen hat sich etwas geändert. Bitte gehen Sie zurück, laden Sie die Seite neu und sehen Sie noch einmal nach.
errors-too-large-title = Das war zu viel auf einmal
errors-too-large-text = Was gesendet wurde, ist größer, als hier angenommen wird. Bitte gehen Sie zurück und senden Sie weniger oder kleinere Dateien.

errors-too-many-title = Etwas langsamer, bitte
errors-too-many-text = Über Ihre Verbindung kam in kurzer Zeit sehr viel, deshalb wurde das nicht ausgeführt. Nichts ist verloren: Ihr Warenkorb und Ihre Bestellungen sind, wie sie waren.
# Variable: $seconds (Zahl), bis es wieder geht.
errors-too-many-wait =
    { $seconds ->
        [one] Bitte versuchen Sie es in einer Sekunde noch einmal.
       *[other] Bitte versuchen Sie es in { $seconds } Sekunden noch einmal.
    }
errors-unavailable-title = Einen Moment, bitte
errors-unavailable-text = Der Laden ist ausgelastet oder wird gerade aktualisiert. Bitte versuchen Sie es in einer Minute noch einmal. Was Sie bestätigt haben, geht nicht verloren.
errors-internal-title = Hier ist etwas schiefgegangen
errors-internal-text = Der Fehler liegt bei uns und wurde vermerkt. Bitte versuchen Sie es noch einmal.
