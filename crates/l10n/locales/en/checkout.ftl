# The steps from the cart to the order.

checkout-to-cart = Back to the cart
checkout-progress = Steps of the checkout
checkout-step-address = Address
checkout-step-shipping = Shipping
checkout-step-payment = Payment
checkout-step-done = Done
checkout-summary = Your order
# Variable: $quantity (number).
checkout-times = { $quantity } times

# Address
checkout-address-title = Where should it go?
checkout-contact = Contact
checkout-email = E-mail
checkout-email-hint = For the confirmation and the tracking number.
checkout-delivery = Delivery address
checkout-billing = Billing address
checkout-billing-different = The bill goes to another address
checkout-given-name = First name
checkout-family-name = Last name
checkout-company = Company
checkout-address-line1 = Street and house number
checkout-address-line2 = Flat, floor, c/o
checkout-postal-code = Postcode
checkout-city = Town or city
checkout-region = State, province or region
checkout-country = Country
checkout-phone = Phone
checkout-phone-hint = Only for questions of the carrier about the delivery.
# Variable: $country, the name of the chosen country.
checkout-more = Country ({ $country }), company, more details
checkout-to-shipping = Continue to shipping

# What is wrong at a field
checkout-error-email = Please enter your e-mail address, for example name@example.com.
checkout-error-given-name = Please enter the first name.
checkout-error-family-name = Please enter the last name.
checkout-error-address-line1 = Please enter street and house number.
checkout-error-postal-code = Please enter a postcode as it is written in that country.
checkout-error-city = Please enter the town or city.
checkout-error-country = Please choose a country from the list.
checkout-error-phone = Please enter a phone number in digits, or leave the field empty.
checkout-error-too-long = That is too long. Please shorten it.
checkout-error-region = Please enter the state, province or region.
checkout-error-shipping = Please choose how we should ship.
checkout-error-payment = Please choose how you would like to pay.

# Shipping
checkout-shipping-title = How should it get there?
checkout-shipping-how = Shipping method
checkout-shipping-none-title = We cannot ship to this address
checkout-shipping-none-text = There is no shipping method for this country. Please choose another delivery address.
checkout-back-to-address = Back to the address
checkout-to-payment = Continue to payment
checkout-review-contact = Contact
checkout-review-address = Delivery
checkout-review-billing = Bill
checkout-review-shipping = Shipping
checkout-change = Change

# Payment
checkout-payment-title = Check and pay
checkout-payment-how = Payment
checkout-payment-manual = Bank transfer
checkout-payment-manual-text = You transfer the amount, we ship when it has arrived.
checkout-payment-sandbox = Card
checkout-payment-sandbox-text = On the next page, with a test card. No money moves.
checkout-payment-none = There is no way to pay at the moment. Please try again later.
checkout-back-to-shipping = Back to shipping
checkout-place = Order and pay
checkout-place-note = Your order is binding when you press the button.

# Something is not as it was confirmed
checkout-changed-title = Something has changed. Nothing was ordered yet.
checkout-changed-text = Please look at it again and confirm if it is right for you.
checkout-changed-blocked = Please change your cart first.
checkout-change-cart = Change the cart
# Variables: $before and $now, amounts of money.
checkout-change-total = The total is { $now } now, before it was { $before }.
# Variables: $title, the product; $before and $now, amounts of money.
checkout-change-price = { $title } costs { $now } now, before it was { $before }.
# Variable: $title, the product.
checkout-change-sold-out = { $title } is sold out.
# Variables: $title, the product; $left (number) of items.
checkout-change-fewer =
    { $left ->
        [one] Of { $title } only one is left.
       *[other] Of { $title } only { $left } are left.
    }
# Variable: $title, the product.
checkout-change-gone = { $title } is no longer in the shop.
