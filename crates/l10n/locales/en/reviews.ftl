# What customers say of a product.
reviews-title = Reviews
reviews-page-title = Reviews of { $title }
reviews-back = Back to the product
reviews-stars = { $stars } out of 5 stars
reviews-count =
    { $count ->
        [one] 1 review
       *[other] { $count } reviews
    }
reviews-by = Review by { $name }
reviews-by-stars = Reviews by number of stars
reviews-bar =
    { $stars ->
        [one] 1 star
       *[other] { $stars } stars
    }
reviews-verified = Verified purchase
reviews-reply = Answer from { $shop }
reviews-picture = Picture { $number } by { $name }
reviews-helpful = Helpful
reviews-helpful-count =
    { $count ->
        [one] One person finds this helpful
       *[other] { $count } people find this helpful
    }
reviews-all =
    { $count ->
        [one] See the review
       *[other] See all { $count } reviews
    }
reviews-more = More reviews
reviews-none = Nobody has written a review yet. Whoever has bought this can write one from the page of their order.
reviews-none-such = There is no review with this number of stars.
reviews-sort = Order
reviews-sort-helpful = Most helpful
reviews-sort-newest = Newest
reviews-sort-highest = Best
reviews-sort-lowest = Worst
reviews-only =
    { $stars ->
        [one] Only reviews with one star.
       *[other] Only reviews with { $stars } stars.
    }
reviews-show-all = Show all

reviews-form-title = Write a review
reviews-form-edit = Your review
reviews-form-stars = How do you like it?
reviews-word-5 = Excellent
reviews-word-4 = Good
reviews-word-3 = All right
reviews-word-2 = Not so good
reviews-word-1 = Bad
reviews-form-heading = In one line
reviews-form-text = Your review
reviews-form-text-hint = What is good, what is not, and whom would you recommend it to?
reviews-form-pictures = Pictures
reviews-form-pictures-hint = Up to { $count } pictures of up to { $megabytes } MB each: JPEG, PNG, WebP or GIF. We take out where and when they were taken.
reviews-form-kept = Your pictures (untick to take away)
reviews-form-picture = Your picture { $number }
reviews-form-name = Your name as others see it
reviews-form-name-hint = A first name or anything else you like to be called. Your mail address is never shown.
reviews-form-send = Send review
reviews-form-save = Save changes
reviews-form-note = You can change your review later with this same page. A changed review is looked at again before others see it.
reviews-form-stale = Your review was saved in another window meanwhile. What you typed is still here: save it to replace what was saved.
reviews-state-pending = Thank you. We look at your review before others see it.
reviews-state-approved = Everybody sees your review.
reviews-state-rejected = We do not show this review: it may break our rules for reviews. You can change it.
reviews-error-stars = Please choose one to five stars.
reviews-error-text = Please write a few words.
reviews-error-name = Please give a name to show.
reviews-error-long = Please use at most { $count } characters.
reviews-error-pictures = At most { $count } pictures, please.
reviews-error-pictures-again = Please choose your pictures again: the browser does not keep them.
reviews-error-picture-size = A picture can have up to { $megabytes } MB.
reviews-error-picture = This file is not a picture we can show. JPEG, PNG, WebP and GIF work.
reviews-elsewhere-title = Reviewed already
reviews-elsewhere-text = There is a review of this product that was written with another order of this mail address. To read or change it, open that order and follow “Your review” there.
reviews-mails-title = Mails that ask for reviews
reviews-mails-text = { $shop } writes to { $email } once after each delivered order and asks for a review. Would you rather not get these mails?
reviews-mails-stop = Stop these mails
reviews-mails-stopped = We do not ask { $email } for reviews any more. Mails about your orders still come.
reviews-mails-again = Ask me again
reviews-mails-home = To the shop
