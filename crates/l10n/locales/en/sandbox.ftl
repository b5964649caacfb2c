# The pretend payment provider of demos and tests.

sandbox-banner-title = Demo shop.
sandbox-banner-text = Payments are pretended: no money moves and nothing is shipped.

sandbox-bank-name = Sandbox Bank
sandbox-bank-test = TEST, no real money
sandbox-bank-footer = A pretend payment page for trying out the shop. Never enter the number of a real card.
sandbox-bill-to = To
sandbox-bill-for = For order
sandbox-bill-amount = Amount
sandbox-card-title = Pay by card
sandbox-card-number = Card number
# Variable: $amount of money.
sandbox-card-pay = Pay { $amount }
sandbox-card-cancel = Cancel and go back to the shop
sandbox-cards-title = Test cards
sandbox-cards-what = What happens
sandbox-card-approve = is approved
sandbox-card-decline = is declined
sandbox-card-second-factor = asks for a code first
sandbox-card-answer-late = is settled after 20 seconds
sandbox-card-answer-twice = tells the shop twice
sandbox-card-never-answer = is charged, but never tells the shop
sandbox-card-problem-missing = Please enter a card number.
sandbox-card-problem-not-a-number = That is not a card number. Please check the digits.
sandbox-card-problem-not-a-test-card = This bank is a pretence: please use one of the test cards below, never a real one.
sandbox-card-problem-closed = This payment is closed and cannot be paid any more.
sandbox-failure-declined = The card was declined. Please try another one.
sandbox-failure-second-factor = The code was wrong. Please start again with your card.
sandbox-failure-cancelled = The payment was cancelled.

sandbox-code-title = Confirm with a code
# Variables: $code that the page gives away, $last, the last four digits of the card.
sandbox-code-text = A real bank would send a code for the card ending in { $last } to your phone. Here it is { $code }; any other is wrong.
sandbox-code-label = Code
sandbox-code-confirm = Confirm
sandbox-late-title = The payment is being settled
sandbox-late-text = That takes about 20 seconds. You can wait here or go back to the shop: it is told when it is done.
sandbox-closed-title = This payment is closed
sandbox-closed-text = There is nothing more to do here.
sandbox-back = Back to the shop
