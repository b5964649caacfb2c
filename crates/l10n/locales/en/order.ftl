# The order page, and the totals that cart, checkout and order share.

order-subtotal = Subtotal
order-shipping = Shipping
order-shipping-free = free
order-shipping-open = chosen in the next step
# Variables: $name of the tax, $rate, a percentage.
order-tax-plus = plus { $rate } { $name }
order-tax-included = includes { $rate } { $name }
order-total = Total

# Variable: $number, the order's number as people see it.
order-title = Order { $number }
# Variable: $date with time.
order-placed = placed on { $date }

# What people see for an order
order-status-awaiting_payment = Waiting for payment
order-status-payment_failed = Payment failed
order-status-processing = Being prepared
order-status-partly_shipped = Partly shipped
order-status-shipped = Shipped
order-status-delivered = Delivered
order-status-completed = Completed
order-status-returned = Returned
order-status-cancelled = Cancelled
order-status-refunded = Refunded

order-headline-awaiting_payment = Thank you, we have your order.
order-headline-payment_failed = The payment did not go through.
order-headline-processing = Thank you, your order is paid.
order-headline-partly_shipped = Part of your order is on its way.
order-headline-shipped = Your order is on its way.
order-headline-delivered = Your order has arrived.
order-headline-completed = Your order is complete.
order-headline-returned = Your order came back to us.
order-headline-cancelled = Your order was cancelled.
order-headline-refunded = Your order was refunded.

# Variable: $email, the customer's address; not every text uses it.
order-text-awaiting_payment = A confirmation is on its way to { $email }. We have set the goods aside for you until the payment is here.
order-text-payment_failed = Nothing was charged. The goods are still set aside for you for a while: you can try again.
order-text-processing = A confirmation is on its way to { $email }. We write again when the parcel leaves.
order-text-partly_shipped = The rest follows. We write to { $email } when it leaves.
order-text-shipped = We have written to { $email } with the details.
order-text-delivered = We hope that everything is as you expected.
order-text-completed = We hope that everything is as you expected.
order-text-returned = We have received what you sent back.
order-text-cancelled = Nothing will be shipped. If you have paid already, you get the money back.
order-text-refunded = The money is on its way back to you.

# Payment
order-payment-waiting = The payment is being confirmed. This page looks again by itself every few seconds.
order-pay-title = This order is not paid yet
# Variable: $amount of money.
order-pay-text = { $amount } are due.
order-pay-now = Pay now
# Variable: $time with date.
order-pay-paused = Several tries to pay this order did not go through, so we pause for a little while. Nothing was charged. You can try again from { $time }.
order-transfer-title = Please transfer the amount
order-transfer-text = Please use the reference, so that we recognise your payment.
order-transfer-amount = Amount
order-transfer-reference = Reference
order-transfer-account = Account
order-payment-pending = not paid yet
order-payment-authorized = reserved on your card
order-payment-paid = paid
order-payment-partially_refunded = refunded in part
order-payment-refunded = refunded
order-payment-failed = failed
order-payment-voided = cancelled, nothing was charged

# Shipments
# Variable: $date without time.
order-shipment-title = Shipped on { $date }
order-shipment-carrier = Carrier
order-shipment-tracking = Tracking number

# Contents
order-lines = What you ordered
# Variables: $quantity (number), $price of one.
order-line-count = { $quantity } × { $price }
order-delivery = Delivery address
order-billing = Billing address
order-contact = Contact
order-payment = Payment
order-keep-link = This page is yours alone: keep its address, and show it only to people who may see your order.
order-line-review = Write a review
order-line-reviewed = Your review
