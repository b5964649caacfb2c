# Pages for when something does not work.

# Variable: $count (number) of fields.
errors-form-title =
    { $count ->
        [one] Please look at one field again
       *[other] Please look at { $count } fields again
    }
# Variable: $reference, a short code that is in the log, too.
errors-reference = If you write to us about this, please mention { $reference }.

errors-invalid-title = That request was not complete
errors-invalid-text = Something was missing or could not be read. Please go back, reload the page and try again.
errors-forbidden-title = That is not allowed here
errors-forbidden-text = Please go back, reload the page and send it again. If a link from another site brought you here, start from our home page.
errors-not-found-title = We cannot find this page
errors-not-found-text = It may have moved, or the product is no longer in the shop.
errors-gone-title = This page is gone
errors-gone-text = What was here is no longer in the shop.
errors-conflict-title = That is no longer possible
errors-conflict-text = Something changed in the meantime. Please go back, reload the page and look again.
errors-too-large-title = That was too much at once
errors-too-large-text = What was sent is larger than is accepted here. Please go back and send less, or smaller files.

errors-too-many-title = A little slower, please
errors-too-many-text = A lot has come from your connection in a short time, so this was not done. Nothing is lost: your cart and your orders are as they were.
# Variable: $seconds (number) until it may be tried again.
errors-too-many-wait =
    { $seconds ->
        [one] Please try again in a second.
       *[other] Please try again in { $seconds } seconds.
    }
errors-unavailable-title = One moment, please
errors-unavailable-text = The shop is busy or being updated. Please try again in a minute. Nothing that you confirmed is lost.
errors-internal-title = Something went wrong here
errors-internal-text = The fault is ours, and it has been noted. Please try again.
