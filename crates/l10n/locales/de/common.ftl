# Wörter, die viele Seiten gemeinsam haben.
# Ein Schlüssel beginnt mit dem Namen seiner Datei; was zu einem Thema gehört, hat eine eigene Datei.

common-skip-to-content = Zum Inhalt springen
common-language = Sprache
common-menu = Menü
common-close = Schließen
common-back = Zurück
common-continue = Weiter
common-save = Speichern
common-cancel = Abbrechen
common-edit = Bearbeiten
common-delete = Löschen
common-remove = Entfernen
common-search = Suchen
common-yes = Ja
common-no = Nein
common-optional = freiwillig
common-previous-page = Vorherige Seite
common-next-page = Nächste Seite
# Variablen: $page und $pages (Zahlen).
common-page-of = Seite { $page } von { $pages }
# Variable: $count (Zahl), wie viele Dinge der Warenkorb oder eine Bestellung enthält.
common-items =
    { $count ->
        [one] { $count } Artikel
       *[other] { $count } Artikel
    }
