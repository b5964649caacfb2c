# The shop itself: frame, home, listings, product, search, cart.

storefront-home = Home
storefront-to-home = Go to the home page
storefront-cart = Cart
# Variable: $shop, the shop's name.
storefront-description = { $shop }: our online shop.
storefront-nav-categories = Categories
storefront-breadcrumb = You are here
storefront-pages = Pages
storefront-no-picture = No picture yet
storefront-footer-prices-gross = All prices include VAT, plus shipping.
storefront-footer-prices-net = All prices are without tax and shipping.

# One-time messages after a redirect
storefront-notice-added = Added to your cart.
storefront-notice-wished = Kept for later.
storefront-notice-unwished = Removed from your wishlist.
storefront-notice-wishlist-full = Your wishlist is full. Remove something first.
storefront-notice-wishlist-unshared = The link shows nothing any more.
storefront-notice-compare-full = Four products fit side by side, so the first one made room.
storefront-notice-back-already = Good news: it is back already.
storefront-notice-removed = Removed from your cart.
storefront-notice-quantity = Please give the quantity as a number from 1 to 9,999.
# Variable: $left (number) of items that can be had.
storefront-notice-fewer =
    { $left ->
        [one] Only one can be had, so nothing was changed.
       *[other] Only { $left } can be had, so nothing was changed.
    }
storefront-notice-sold-out = Sorry, that is sold out. Nothing was added.
storefront-notice-helpful = Thank you, that helps others.
storefront-notice-helpful-already = You have said so before. Thank you.
storefront-notice-review-shown = Thank you. Everybody sees your review now.
storefront-notice-review-waits = Thank you. Your review is saved; we look at it before others see it.
storefront-notice-choose = Please choose a variant first.
storefront-notice-payment-later = We could not reach the payment service. Your order is placed; please try to pay again in a moment.
storefront-notice-too-many = That was a lot in a short time, so the last change was not made. Please try again in a moment.
storefront-notice-cart-empty = Your cart is empty, so there is nothing to check out.

# Home
storefront-home-title = Home
storefront-home-headline = Things worth keeping.
# Variable: $shop, the shop's name.
storefront-home-lead = Look through the categories, or see what is new at { $shop }.
storefront-home-browse = Look around
storefront-home-categories = Shop by category
storefront-home-new = New in the shop
storefront-home-reduced = Reduced
storefront-home-empty-title = We are just setting up
storefront-home-empty-text = There is nothing to buy here yet. Please look in again soon.

# Prices and badges
# Variable: $price, an amount of money.
storefront-price-from = from { $price }
storefront-price-now = Now
storefront-price-before = Before:
storefront-badge-reduced = Reduced

# Listings
# Variables: $category and $shop, names.
storefront-category-description = { $category } at { $shop }.
# Variable: $count (number) of products.
storefront-products-found =
    { $count ->
        [0] No products
        [one] { $count } product
       *[other] { $count } products
    }
storefront-sort = Sort by
storefront-sort-relevance = Best match
storefront-sort-best-selling = Best selling
storefront-sort-new = Newest first
storefront-sort-price = Price, low to high
storefront-sort-price-down = Price, high to low
storefront-sort-rating = Best rated
# Variable: $currency, a code such as EUR.
storefront-price-range = Price ({ $currency })
storefront-price-min = from
storefront-price-max = to
storefront-price-range-error = Please write prices in digits, for example 10 or 19.90, the lower one first.
storefront-price-lowest = Lowest price
storefront-price-highest = Highest price
storefront-filters = Filters
storefront-filters-close = Close the filters
storefront-filters-preparing = The filters are being prepared. Until then everything is shown here.
storefront-filters-retry = Try again
# Variable: $count (number) of products.
storefront-filters-show =
    { $count ->
        [0] No products
        [one] Show { $count } product
       *[other] Show { $count } products
    }
storefront-facet-category = Category
storefront-facet-brand = Brand
storefront-facet-offers = Offers
storefront-facet-available = In stock
storefront-facet-sale = Reduced
# Variable: $count (number) of values.
storefront-facet-all = Show all { $count }
# Variable: $facet, the name of a group of values.
storefront-facet-find = Find: { $facet }
storefront-facet-find-none = Nothing with this name.
storefront-chosen = Chosen filters
storefront-chosen-remove = Remove filter:
# Variables: $min and $max, amounts of money.
storefront-chosen-between = { $min } to { $max }
storefront-chosen-from = from { $min }
storefront-chosen-to = up to { $max }
# Variable: $page (number).
storefront-page = Page { $page }
storefront-filter-apply = Show
storefront-filter-reset = Remove the filters
storefront-category-empty-title = Nothing here
storefront-category-empty-text = There are no products here at the moment.
storefront-category-empty-filtered = No product matches your filters.

# Product
storefront-product-pictures = Pictures
# Beside a reduced price, as the law of the European Union wants it. Variable: $price, the lowest price of the 30 days before the reduction.
storefront-product-lowest = Lowest price in the last 30 days: { $price }
storefront-product-tax-included = Includes VAT, plus shipping
storefront-product-tax-excluded = Without tax and shipping
storefront-product-show = Show this choice
storefront-quantity = Quantity
storefront-product-add = Add to cart
storefront-product-sku = Item no.
storefront-product-about = About it
storefront-specification = Specification
storefront-stock-in = In stock, ready to ship
# Variable: $left (number) of items.
storefront-stock-low =
    { $left ->
        [one] Only one left
       *[other] Only { $left } left
    }
storefront-stock-backorder = On order: we ship as soon as it arrives
# Variable: $day, a day such as “Tue, Mar 3”.
storefront-stock-backorder-until = On order: we expect it on { $day } and ship it then
storefront-stock-out = Sold out at the moment
# Variable: $day, a day such as “Tue, Mar 3”.
storefront-stock-out-until = Sold out, expected again on { $day }
storefront-stock-unavailable = We do not have this combination
# Read out behind a value that cannot be had with the other choices.
storefront-option-gone = (not available)
# Variables: $country, a name; $day, $first and $last, days such as “Tue, Mar 3”.
storefront-delivery-day = Delivery to { $country }: { $day }
storefront-delivery-days = Delivery to { $country }: { $first } – { $last }
storefront-delivery-others = Other countries
storefront-gallery-large = Look at the large picture
storefront-gallery-choose = Choose a picture
storefront-gallery-picture = Picture { $number }
storefront-gallery-previous = Previous picture
storefront-gallery-next = Next picture
storefront-gallery-close = Close
storefront-share = Share
storefront-share-copied = Link copied
storefront-product-together = Often bought together
storefront-product-related = More of this kind
storefront-product-recent = You looked at these
storefront-recent-clear = Forget them
# Variable: $shop, the shop's name.
storefront-feed-new = New at { $shop }

# Search
storefront-search-label = Search for products
storefront-search-placeholder = Name, brand or item number
# Variable: $query, what was typed.
storefront-search-title = Search: “{ $query }”
storefront-search-empty-title = Nothing found for “{ $query }”
storefront-search-close = Close the search
# Variable: $text, a corrected search.
storefront-search-similar-to = Showing results for “{ $text }” too.
storefront-search-similar = Showing results for similar words too.
# Variable: $query, what was typed.
storefront-search-exact = Search only for “{ $query }”
storefront-suggestions = Suggestions
storefront-suggestions-searches = Searches
storefront-suggestions-categories = Categories
storefront-suggestions-products = Products
# Variable: $count (number) of suggestions.
storefront-suggestions-count =
    { $count ->
        [0] No suggestions
        [one] { $count } suggestion
       *[other] { $count } suggestions
    }
storefront-search-all = All products
storefront-search-did-you-mean = Did you mean:
storefront-search-popular = Popular products
storefront-search-hint-spelling = Check the spelling.
storefront-search-hint-fewer = Try fewer or more general words.
storefront-search-hint-sku = If you know the item number, the first part of it is enough.
storefront-search-browse = Or look around by category:

# Cart
storefront-cart-summary = Summary
storefront-cart-subtotal = Subtotal
storefront-cart-shipping = Shipping
storefront-cart-shipping-later = at checkout
storefront-cart-tax-included = Prices include VAT.
storefront-cart-tax-later = Tax is added at checkout.
storefront-cart-checkout = Go to checkout
storefront-cart-blocked = Please correct the marked lines first.
storefront-cart-continue = Continue shopping
# Variable: $price, an amount of money.
storefront-cart-each = { $price } each
# Variable: $title, the product.
storefront-cart-quantity-of = Quantity of { $title }
storefront-cart-update = Update
storefront-cart-changed = Your cart has changed since you last looked
# Variables: $title, the product; $before and $now, amounts of money.
storefront-cart-notice-price = { $title } costs { $now } now, before it was { $before }.
# Variable: $left (number) of items that can be had.
storefront-cart-problem-fewer =
    { $left ->
        [one] Only one is left. Please lower the quantity.
       *[other] Only { $left } are left. Please lower the quantity.
    }
storefront-cart-problem-sold-out = Sold out in the meantime. Please remove it.
storefront-cart-problem-gone = No longer in the shop. Please remove it.
storefront-cart-empty-title = Your cart is empty
storefront-cart-empty-text = What you add stays here for 60 days, on this device.
storefront-cart-empty-action = Look around
