//! Variants by their stock, as a part of the catalogue's own statements: asking for their keys first
//! would be hundreds of thousands.

use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::inventory::{StockFilter, tables::stock_level, told::FEW};

impl StockFilter {
    fn condition(self) -> Expr {
        let on_hand = Expr::col((stock_level::Entity, stock_level::Column::OnHand));
        let available = on_hand.sub(Expr::col((
            stock_level::Entity,
            stock_level::Column::Reserved,
        )));
        let backorder = || Expr::col((stock_level::Entity, stock_level::Column::Backorder));
        match self {
            Self::Available => available.gt(0),
            Self::Few => available
                .clone()
                .gte(1)
                .and(available.lte(FEW))
                .and(backorder().eq(false)),
            Self::None => available.lte(0),
            Self::Backorder => available.lte(0).and(backorder().eq(true)),
            Self::Sellable => available.gt(0).or(backorder().eq(true)),
        }
    }
}

/// The keys of all variants of which this is true.
pub(crate) fn variants_with(stock: StockFilter) -> SelectStatement {
    Query::select()
        .column((stock_level::Entity, stock_level::Column::VariantId))
        .from(stock_level::Entity)
        .and_where(stock.condition())
        .take()
}

/// Whether it is true of the variant whose key is `variant`.
pub(crate) fn variant_has(variant: Expr, stock: StockFilter) -> Expr {
    let key = Expr::col((stock_level::Entity, stock_level::Column::VariantId));
    let of_it = variants_with(stock).and_where(key.eq(variant)).take();
    Expr::exists(of_it)
}
