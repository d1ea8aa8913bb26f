"""Listing profiles that come with the program: where common systems of official sites have their items."""

from monitor.model.catalog import ListingProfile

TELEGRAM = ListingProfile(
    name="telegram",
    item=".tgme_widget_message_wrap .tgme_widget_message",
    id="@data-post",
    link="a.tgme_widget_message_date@href",
    date="a.tgme_widget_message_date time@datetime | .tgme_widget_message_footer time@datetime",
    text=".tgme_widget_message_bubble > .tgme_widget_message_text | .js-message_text | .tgme_widget_message_text",
    whole=True,
)
"""The public web preview of a channel, https://t.me/s/NAME. A post's title is its first line."""

PROFILES: tuple[ListingProfile, ...] = (
    TELEGRAM,
    ListingProfile(
        name="bitrix",
        item=".news-list .news-item, .news-list__item, .news-item, .b-news-item, .news__item",
        link="a.news-item__link@href | a.news-name@href | .news-title a[href]@href | a:has(b)@href | a[href]@href",
        title=".news-item__title | .news-item__name | .news-name | .news-title | .title | a > b",
        date=".news-date-time | .news-item__date | .news-date | .date | time",
        text=".news-item__text | .preview-text | .news-item__preview | .news-text",
        article=".news-detail, .news-detail__text, .article__text, .detail-text",
    ),
    ListingProfile(
        name="wordpress",
        item="article.post, article.hentry, article.type-post, div.post.hentry, li.wp-block-post, div.type-post",
        link=".entry-title a@href | .wp-block-post-title a@href | h2 a@href | h3 a@href | a[href]@href",
        title=".entry-title | .wp-block-post-title | h2 | h3",
        date="time.published@datetime | time@datetime | .entry-date | .posted-on | .date",
        text=".entry-summary | .entry-content | .wp-block-post-excerpt | .post-excerpt",
        article=".entry-content, .post-content",
    ),
    ListingProfile(
        name="drupal",
        item=".views-row, article.node--view-mode-teaser, .node-teaser, article.node",
        link=".views-field-title a@href | .field--name-title a@href | h2 a@href | h3 a@href | a[href]@href",
        title=".views-field-title | .field--name-title | h2 | h3",
        date="time@datetime | .views-field-created | .date-display-single@content | .date-display-single"
        " | .field--type-datetime | .views-field-field-date | .submitted | .date",
        text=".views-field-body | .field--name-body | .field--name-field-summary | .teaser",
        article=".field--name-body, .node__content",
    ),
    ListingProfile(
        name="gov.ua",
        item=".news__list .news__item, .list-item, .media-list__item, .item_stat, .article-item, .card-news",
        link="h3 a[href]@href | h2 a[href]@href | .title a[href]@href | a[href]@href | @href",
        title="h3 | h2 | .title | .list-item__title | .card-title",
        date="time@datetime | time | .date | .item_stat_headline .date | .list-item__date | .card-date | p.date",
        text=".text | .announce | .list-item__text | .card-text",
        article=".article_content, .editor-content, .article__content, .news-content",
    ),
    ListingProfile(
        name="tabs",
        item="a.tabs-content__item, a.news-list__link, a.news-card",
        link="@href",
        title="h2 | h3 | .title",
        date="time@datetime | time | .date",
    ),
    ListingProfile(
        name="liferay",
        item=".asset-abstract, .portlet-asset-publisher tbody tr",
        link=".asset-title a@href | a[href]@href",
        title=".asset-title | a",
        date=".metadata-publish-date | td:last-child",
        text=".asset-summary",
        article=".journal-content-article",
    ),
)
