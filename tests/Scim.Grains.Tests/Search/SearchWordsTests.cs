using System.Text.Json.Nodes;
using Scim.Grains.Search;

namespace Scim.Grains.Tests.Search;

public sealed class SearchWordsTests
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
    public void Query_OfText_IsItsWords(string text, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), SearchWords.Query(text));

    [Fact]
    public void Of_AUser_HasEachWordInItsFirstField()
    {
        JsonObject user = JsonNode.Parse("""
            {"userName":"ada.lovelace@example.com","displayName":"Ada Lovelace","name":{"formatted":"Ada King","givenName":"Ada","familyName":"King"},"nickName":"Countess",
             "emails":[{"value":"ada@home.example","type":"home"},{"type":"work"}],"title":"Chief Engineer to the king"}
            """)!.AsObject();

        Assert.Equal(
            ["ada lovelace king countess", "ada.lovelace@example.com ada@home.example", "chief engineer to the"],
            SearchWords.Of("User", user, active: true)!.Select(f => string.Join(' ', f)));
    }

    [Fact]
    public void Of_AnInactiveUserOrAnotherType_HasNone()
    {
        JsonObject document = JsonNode.Parse("""{"userName":"ada","displayName":"Ada"}""")!.AsObject();
        Assert.Null(SearchWords.Of("User", document, active: false));
        Assert.Null(SearchWords.Of("Device", document, active: true));
        Assert.Null(SearchWords.Of("Group", JsonNode.Parse("""{"displayName":"!!!"}""")!.AsObject(), active: true));
        Assert.Equal(["ada"], SearchWords.Of("Group", document, active: true)!.Single());
    }

    [Fact]
    public void Of_VeryLongText_IsBounded()
    {
        JsonObject document = new()
        {
            ["userName"] = "u",
            ["displayName"] = string.Join(' ', Enumerable.Range(0, 100).Select(i => $"w{i}")),
            ["title"] = new string('t', 5000),
        };
        IReadOnlyList<IReadOnlyList<string>> words = SearchWords.Of("User", document, active: true)!;
        Assert.Equal(SearchWords.MaxWords, words.Sum(f => f.Count));

        string emoji = string.Concat(Enumerable.Repeat("𝒳", 40)) + "a";
        Assert.All(SearchWords.Query(new string('t', 5000) + " " + "é" + new string('x', 63) + "y" + " " + emoji), w => Assert.InRange(w.Length, 1, SearchWords.MaxLength));
        Assert.DoesNotContain(SearchWords.Query("a" + string.Concat(Enumerable.Repeat("\U00020000", 40))), w => char.IsHighSurrogate(w[^1]));
    }
}
