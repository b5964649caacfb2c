# Wishlist, comparing products, waiting for what is sold out.
wishes-title = Wishlist
wishes-add = Keep for later
wishes-remove = Remove
wishes-choose = Choose a variant
wishes-gone = No longer in the shop
wishes-look-around = Look around
wishes-back-to-product = Back to the product
wishes-empty-title = Nothing kept yet
wishes-empty-text = What you keep for later on a product’s page waits for you here.
wishes-kept = Your list stays for a year, on this device.
wishes-share-title = Show it to others
wishes-share-text = Make a link that shows this list to whoever has it, a hint for a birthday perhaps. It says nothing about you.
wishes-share-start = Make a link
wishes-share-on = Whoever has this link sees your list as it is at the moment:
wishes-share-end = Take the link back
wishes-shared-title = A wishlist
# Variable: $shop, the shop's name.
wishes-shared-text = Somebody would like to show you what they picked at { $shop }.
wishes-shared-empty = There is nothing on this list at the moment

# Comparing
wishes-compare-add = Compare
wishes-compare-title = Compare
wishes-compare-empty-title = Nothing to compare yet
wishes-compare-empty-text = Choose “Compare” on the pages of up to four products to see them side by side.
wishes-compare-one = Choose “Compare” on another product’s page to see both side by side.
wishes-compare-hint = What differs is marked.
wishes-compare-link = Link to this comparison
wishes-compare-price = Price
wishes-compare-stock = Availability
wishes-compare-brand = Brand
wishes-compare-weight = Weight
wishes-compare-unknown = not stated
wishes-compare-rating = Rating
wishes-compare-unrated = not rated yet
# Variable: $count, how many products are being compared.
wishes-compare-count = { $count ->
    [one] one product
   *[other] { $count } products
}

# Back in stock
wishes-alert-ask = Tell me when it is back
wishes-alert-title = Tell me when it is back
wishes-alert-email = Your e-mail address
wishes-alert-hint = We send you a mail to confirm this address, and one more when it is back. The address is used for nothing else.
wishes-alert-send = Tell me
wishes-alert-error-missing = Please give your e-mail address.
wishes-alert-error-email = Please give your address in the form name@example.com.
wishes-alert-check_mail-title = Please look into your mail
wishes-alert-check_mail-text = We have sent you a link. Once you open it and confirm, we write to you as soon as this is back.
wishes-alert-asked-title = Shall we write to you?
wishes-alert-asked-text = Confirm that you would like one mail as soon as this can be bought again.
wishes-alert-confirm = Yes, write to me
wishes-alert-cancel = Forget my address
wishes-alert-confirmed-title = We will write to you
wishes-alert-confirmed-text = You get one mail as soon as this can be bought again.
wishes-alert-sent-title = It is back
wishes-alert-sent-text = We have written to you. We will not write again about it unless you ask us to.
wishes-alert-cancelled-title = Forgotten
wishes-alert-cancelled-text = Your address is deleted. We will not write to you about this.
wishes-alert-gone-title = This link is not valid any more
wishes-alert-gone-text = It was used to delete an address, or it is too old. You can ask anew on the product’s page.
