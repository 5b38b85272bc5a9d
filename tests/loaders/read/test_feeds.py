"""What the elements of RSS and Atom become, beside what the fixtures of others show."""

from __future__ import annotations

from tests.loaders.read.feeds import atom, document, rss

ITEM = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>News &amp;amp; more</title><link>https://x.org/</link><language>en</language><copyright>CC BY 4.0</copyright>
<atom:link rel="self" href="https://x.org/feed"/><lastBuildDate>Sat, 22 Aug 2026 17:05:18 GMT</lastBuildDate>
<item>
  <title><![CDATA[A <em>new</em> model]]></title><link>/posts/1?a=1&amp;b=2</link>
  <guid isPermaLink="false">tag:x.org,1</guid><pubDate>Fri, 21 Aug 2026 10:00:00 +0200</pubDate>
  <atom:updated>2026-08-22T00:00:00Z</atom:updated>
  <description>&lt;p&gt;Short.&lt;/p&gt;</description><content:encoded><![CDATA[<p>Long.</p><p>Longer.</p>]]></content:encoded>
  <dc:creator>Ada Lovelace</dc:creator><dc:creator>mail@x.org (Alan Turing)</dc:creator>
  <category>Models</category><category>Models</category><category>AI</category>
</item></channel></rss>"""


def test_rss_2() -> None:
    found = document(ITEM)
    assert found.source.model_dump(by_alias=True, exclude_defaults=True) == {
        "class": "feed", "link": "https://x.org/feed", "name": "News & more", "homepage": "https://x.org/",
        "format": "rss2", "language": "en", "licence": "CC BY 4.0",
    }  # fmt: skip
    assert found.stamp == "2026-08-22T17:05:18Z"
    assert [record.model_dump(mode="json", exclude_defaults=True) for record in found.records] == [
        {
            "id": "tag:x.org,1",
            "identity": "tag:x.org,1",
            "url": "https://x.org/posts/1?a=1&b=2",
            "title": "A new model",
            "summary": "Short.",
            "body": "Long.\nLonger.",
            "published": "2026-08-21T08:00:00Z",
            "updated": "2026-08-22T00:00:00Z",
            "authors": ["Ada Lovelace", "Alan Turing"],
            "categories": ["AI", "Models"],
            "place": "item 1, line 5",
        }
    ]


def test_rss_1_has_its_items_beside_the_channel() -> None:
    found = document(
        """<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY x "y">]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
          xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://x.org/rdf"><title>R</title><link>https://x.org/</link><dc:date>2026-08-22</dc:date>
          <items><rdf:Seq><rdf:li rdf:resource="https://x.org/1"/></rdf:Seq></items></channel>
        <item rdf:about="https://x.org/1"><title>One</title><dc:date>2026-08-21</dc:date></item></rdf:RDF>"""
    )
    assert (found.format, found.stamp, found.troubles) == ("rss1", "2026-08-22T00:00:00Z", ())
    assert [(record.url, record.identity) for record in found.records] == [
        ("https://x.org/1", "https://x.org/1")
    ]


def test_atom() -> None:
    entry = """<title type="html">A &amp;lt;new&amp;gt; &lt;b&gt;model&lt;/b&gt;</title><id>urn:1</id>
    <link href="posts/1" xml:base="/blog/"/><link rel="related" href="https://arxiv.org/abs/2406.04093v2"/>
    <updated>2026-08-22T10:00:00Z</updated><published>2026-08-21T10:00:00Z</published><summary>Short.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long.</p><p>Longer.</p></div></content>
    <author><name>Ada Lovelace</name><email>a@x.org</email></author><category term="ai" label="AI"/>"""
    head = """<title>Feed</title><link rel="self" href="/feed"/><link href="https://x.org/"/>
    <updated>2026-08-23T00:00:00Z</updated><rights>CC0</rights>"""
    found = document(atom(entry, feed=head), address="https://x.org/feed?page=1")
    assert (found.source.link, found.source.homepage, found.source.licence) == (
        "https://x.org/feed",
        "https://x.org/",
        "CC0",
    )
    [record] = found.records
    assert (record.title, record.summary, record.body) == ("A <new> model", "Short.", "Long.\nLonger.")
    assert (record.url, record.links) == (
        "https://x.org/blog/posts/1",
        ("https://arxiv.org/abs/2406.04093v2",),
    )
    assert (record.authors, record.categories) == (("Ada Lovelace",), ("AI",))


def test_links_are_made_absolute_against_what_is_known() -> None:
    bare = rss("t", more="<link>/1</link>")
    assert document(bare).records[0].url == "/1"
    assert document(bare, address="https://y.org/feed").records[0].url == "https://y.org/1"
    home = rss("t", more="<link>/1</link>", channel="<link>https://x.org/blog</link>")
    assert document(home, address="https://y.org/feed").records[0].url == "https://x.org/1"
    based = rss("t", more="<link>1</link>").replace("<channel>", "<channel xml:base='https://z.org/a/'>")
    assert document(based).records[0].url == "https://z.org/a/1"


def test_the_source_is_known_by_self_link_then_home_then_address_then_title() -> None:
    assert document(rss("t"), address="https://y.org/feed").source.link == "https://y.org/feed"
    assert document(rss("t")).source.key == "source/feed-a-feed"
    untitled = rss("t").replace("<title>A feed</title>", "")
    assert document(untitled, name="some/place.xml").source.name == "place"


def test_what_an_item_lacks_is_noted() -> None:
    more = "<pubDate>0000-00-00</pubDate>"
    [record] = document(rss("Only a title", more=more)).records
    assert record.lacks == ("no link", "no id", "no text", "published not understood: 0000-00-00")
    assert record.identity == "Only a title\n0000-00-00"
    [record] = document(rss("").replace("<title></title>", "<description>Only a text</description>")).records
    assert record.lacks == ("no title", "no link", "no id", "no date")
    assert record.identity == "Only a text"


def test_dates_in_the_future_stay_as_said() -> None:
    [record] = document(rss("t", more="<pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate>")).records
    assert record.published is not None
    assert record.published.year == 2099


def test_arxiv_items_carry_their_identifier_and_single_authors() -> None:
    more = """<link>https://arxiv.org/abs/2406.04093v1</link><guid isPermaLink="false">oai:arXiv.org:2406.04093v1</guid>
    <dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Leo Gao, Tom Dupré la Tour</dc:creator>"""
    [record] = document(rss("t", more=more)).records
    assert record.identifiers == ("arxiv:2406.04093",)
    assert record.authors == ("Leo Gao", "Tom Dupré la Tour")


def test_control_characters_and_writing_of_every_direction() -> None:
    feed = rss("שלום\x0b \x00עולם e\u0301 &#8;&#0;").replace("&amp;#", "&#")
    [record] = document(feed).records
    assert record.title == "שלום עולם é"
