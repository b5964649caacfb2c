# Words that many pages share.
# A key begins with the name of its file; what belongs to one subject has a file of its own.

common-skip-to-content = Skip to content
common-language = Language
common-menu = Menu
common-close = Close
common-back = Back
common-continue = Continue
common-save = Save
common-cancel = Cancel
common-edit = Edit
common-delete = Delete
common-remove = Remove
common-search = Search
common-yes = Yes
common-no = No
common-optional = optional
common-previous-page = Previous page
common-next-page = Next page
# Variables: $page and $pages (numbers).
common-page-of = Page { $page } of { $pages }
# Variables: $count (number), how many things the cart or an order holds.
common-items =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
