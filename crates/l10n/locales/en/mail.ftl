# Mails about an order.
mail-greeting = Hello { $name },
mail-button = See your order
mail-address = Delivery address
mail-subtotal = Subtotal
mail-shipping = Shipping
mail-tax-included = Includes { $name } { $rate }
mail-tax-added = { $name } { $rate }
mail-total = Total
mail-carrier = Carrier
mail-tracking = Tracking number
mail-bank-holder = Account holder
mail-bank-iban = IBAN
mail-bank-bic = BIC
mail-bank-name = Bank
mail-bank-amount = Amount
mail-bank-reference = Reference
mail-transfer-text = Please transfer the total to the account below and give the order number as the reference. We ship as soon as the money is there.
mail-footer = Questions? Just answer this mail or write to { $email }.

mail-confirmation-subject = Your order { $number } at { $shop }
mail-confirmation-heading = Thank you, { $name }
mail-confirmation-text = We have received your order { $number } over { $total }. We will write again as soon as it is on its way.
mail-payment-received-subject = Your payment for order { $number } has arrived
mail-payment-received-heading = Thank you, { $name }
mail-payment-received-text = Your payment of { $total } for order { $number } at { $shop } has arrived. We are packing your order and will write again as soon as it is on its way.
mail-shipped-subject = Your order { $number } is on its way
mail-shipped-heading = It is on its way, { $name }
mail-shipped-text = Your order { $number } over { $total } from { $shop } has just left our warehouse.
mail-cancelled-subject = Your order { $number } was cancelled
mail-cancelled-heading = Your order was cancelled
mail-cancelled-text = Hello { $name }, your order { $number } over { $total } at { $shop } was cancelled. If you have paid already, you get your money back.
mail-paid-too-late-subject = Your order { $number }: we refund your payment
mail-paid-too-late-heading = We are sorry, { $name }
mail-paid-too-late-text = Your payment of { $total } for order { $number } at { $shop } arrived after the order had expired, and not everything is in stock any more. We are sending the money back the way it came.

mail-paid-after-cancelled-subject = Your order { $number }: we refund your payment
mail-paid-after-cancelled-heading = Your payment comes back, { $name }
mail-paid-after-cancelled-text = Your payment of { $total } for order { $number } at { $shop } arrived after the order had been cancelled. Nothing will be shipped, and we are sending the money back the way it came.

# To those who wait for something; $product and $shop are names.
mail-alert-confirm-subject = Shall we tell you when { $product } is back?
mail-alert-confirm-heading = Please confirm your address
mail-alert-confirm-text = You would like to hear from { $shop } when { $product } can be bought again. Confirm it with the button, and we write to you once, as soon as it is back.
mail-alert-confirm-button = Confirm
mail-alert-confirm-small-print = Was this not you? Then do nothing: your address is deleted after a week.
mail-alert-back-subject = { $product } is back
mail-alert-back-heading = It is back
mail-alert-back-text = { $product } can be bought again at { $shop }. We cannot keep one for you, so do not wait too long.
mail-alert-back-button = Look at it
mail-alert-back-small-print = You asked us for this one mail. We will not write about it again.
mail-alert-back-way-out = Delete my address now
mail-review-subject = How do you like what you bought at { $shop }?
mail-review-heading = How do you like it, { $name }?
mail-review-text = Your order { $number } has been with you for a few days. Tell others what is good about it and what is not: a few words are enough, and you can change them later.
mail-review-button = Write a review
mail-review-stop = No more mails that ask for reviews
