using System.Text.Json.Nodes;
using Scim.Grains.Search;

namespace Scim.Grains.Tests;

public sealed class SearchTokenizerTests
{
    [Theory]
    [InlineData("Ada Lovelace", "ada lovelace")]
    [InlineData("  ADA\t ada ", "ada")]
    [InlineData("Zoë Élodie Ångström", "zoe elodie angstrom")]
    [InlineData("Łukasz Øster Æsa Straße ıĞdır", "lukasz oster aesa strasse igdir")]
    [InlineData("ﬁona ＡＢＣ", "fiona abc")]
    [InlineData("Jean-Luc O'Brien d’Arc", "jean luc obrien darc")]
    [InlineData("ada.lovelace@example.com", "ada.lovelace@example.com")]
    [InlineData("Ada.L+x@Exa_mple.com", "ada.l+x@exa_mple.com")]
    [InlineData("ada.lovelace", "ada lovelace")]
    [InlineData("山田 太郎", "山田 太郎")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("ада Ёлкин", "ада елкин")]
    [InlineData("R2-D2", "r2 d2")]
    [InlineData("ada ad a", "ada")]
    [InlineData("\"ada\" OR * NEAR(bob) -carl ^dan:", "ada or near bob carl dan")]
    [InlineData("% _ ' \\ | --", "")]
    [InlineData("@", "")]
    [InlineData("@x", "x")]
    [InlineData("", "")]
    public void TokenizeQuery_OfText_IsItsWords(string text, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), SearchTokenizer.TokenizeQuery(text));

    [Fact]
    public void TokenizeResource_OfUser_HasEachWordInItsFirstField()
    {
        JsonObject user = JsonNode
            .Parse(
                """
                {"userName":"ada.lovelace@example.com","displayName":"Ada Lovelace","name":{"formatted":"Ada King","givenName":"Ada","familyName":"King"},"nickName":"Countess",
                 "emails":[{"value":"ada@home.example","type":"home"},{"type":"work"}],"title":"Chief Engineer to the king"}
                """
            )!
            .AsObject();

        Assert.Equal(
            ["ada lovelace king countess", "ada.lovelace@example.com ada@home.example", "chief engineer to the"],
            SearchTokenizer.TokenizeResource("User", user)!.Select(f => string.Join(' ', f))
        );
    }

    [Fact]
    public void TokenizeResource_WithoutWordsOrOfOtherType_HasNone()
    {
        JsonObject document = JsonNode.Parse("""{"userName":"ada","displayName":"Ada"}""")!.AsObject();
        Assert.Null(SearchTokenizer.TokenizeResource("Device", document));
        Assert.Null(SearchTokenizer.TokenizeResource("Group", JsonNode.Parse("""{"displayName":"!!!"}""")!.AsObject()));
        Assert.Equal(["ada"], SearchTokenizer.TokenizeResource("Group", document)!.Single());
    }

    [Fact]
    public void TokenizeResource_OfLongText_IsBounded()
    {
        JsonObject document = new()
        {
            ["userName"] = "u",
            ["displayName"] = string.Join(' ', Enumerable.Range(0, 100).Select(i => $"w{i}")),
            ["title"] = new string('t', 5000),
        };
        IReadOnlyList<IReadOnlyList<string>> words = SearchTokenizer.TokenizeResource("User", document)!;
        Assert.Equal(SearchTokenizer.MaxWords, words.Sum(f => f.Count));

        string emoji = string.Concat(Enumerable.Repeat("𝒳", 40)) + "a";
        Assert.All(
            SearchTokenizer.TokenizeQuery(new string('t', 5000) + " " + "é" + new string('x', 63) + "y" + " " + emoji),
            w => Assert.InRange(w.Length, 1, SearchTokenizer.MaxWordLength)
        );
        Assert.DoesNotContain(
            SearchTokenizer.TokenizeQuery("a" + string.Concat(Enumerable.Repeat("\U00020000", 40))),
            w => char.IsHighSurrogate(w[^1])
        );
    }
}
