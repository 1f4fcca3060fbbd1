using System.Text;
using Scim.Storage.Filters;

namespace Scim.Storage.Tests;

public sealed class TextRangeTests
{
    [Theory]
    [InlineData("ab", "ab", "ac")]
    [InlineData("", "", null)]
    [InlineData("a\uD7FF", "a\uD7FF", "a\uE000")]
    [InlineData("a\uFFFF", "a\uFFFF", "a\U00010000")]
    [InlineData("a\U0010FFFF", "a\U0010FFFF", "b")]
    [InlineData("\U0010FFFF", "\U0010FFFF", null)]
    public void FromPrefix_ContainsAllTextsWithThePrefix(string prefix, string start, string? end)
    {
        Assert.Equal(new TextRange(start, end), TextRange.FromPrefix(prefix));
        if (end is not null)
            Assert.True(Compare(prefix + "\U0010FFFF\U0010FFFF", end) < 0);
    }

    [Theory]
    [InlineData("x", 250)]
    [InlineData("\U0001F600", 250)]
    [InlineData("\U0001F600", 251)]
    public void FromPrefix_OfLongPrefix_IsCutBetweenCharacters(string character, int count)
    {
        string prefix = (count % 2 == 0 ? "" : "x") + string.Concat(Enumerable.Repeat(character, count));

        string start = TextRange.FromPrefix(prefix).Start;

        Assert.StartsWith(start, prefix, StringComparison.Ordinal);
        Assert.InRange(start.Length, TextRange.MaxPrefixLength - 1, TextRange.MaxPrefixLength);
        Assert.False(char.IsHighSurrogate(start[^1]));
    }

    private static int Compare(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
