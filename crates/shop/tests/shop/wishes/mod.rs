mod alerts;
mod wishlist;
