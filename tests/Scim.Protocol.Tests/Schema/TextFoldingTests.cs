using System.Globalization;
using CsCheck;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Schema;

[Trait("rfc", "7643-2.2")]
public class TextFoldingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("ada", "ada")]
    [InlineData("Ada.PROBST@Example.com", "ada.probst@example.com")]
    [InlineData("ZOË", "zoë")]
    [InlineData("zoe\u0308", "zoë")]
    [InlineData("ŁUKASZ 李雷 🐳", "łukasz 李雷 🐳")]
    [InlineData("ΑΣ", "ασ")]
    [InlineData("ας", "ασ")]
    [InlineData("\uFB01sh", "fish")]
    [InlineData("\u212Aelvin", "kelvin")]
    [InlineData("Ａ", "a")]
    [InlineData("Straße", "straße")]
    [InlineData("STRAẞE", "straße")]
    public void Fold_Text_RemovesCaseAndNormalizationForm(string text, string folded) =>
        Assert.Equal(folded, TextFolding.Fold(text));

    [Fact]
    public void Fold_LowerCaseAscii_IsTheSameInstance()
    {
        string text = "ada@example.com";
        Assert.Same(text, TextFolding.Fold(text));
    }

    [Theory]
    [InlineData("D83D")]
    [InlineData("DC33")]
    [InlineData("FFFE")]
    // as hexadecimal digits, because test data cannot contain unpaired surrogates
    public void Fold_CodeUnitWithoutNormalForm_IsReplaced(string code)
    {
        char unit = (char)int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal("a\uFFFDbé", TextFolding.Fold($"A{unit}Bé"));
        Assert.Equal("\uFFFD\uFFFD", TextFolding.Fold($"{unit}{unit}"));
    }

    [Fact]
    public void Fold_AnyText_IsStable()
    {
        Gen<string> rune = Gen.OneOf(Gen.Int[1, 0xD7FF], Gen.Int[0xE000, 0x2FFFF]).Select(char.ConvertFromUtf32);
        Gen.OneOf(Gen.String, rune.Array.Select(string.Concat))
            .Sample(text => TextFolding.Fold(TextFolding.Fold(text)) == TextFolding.Fold(text), iter: 20_000);
    }

    [Fact]
    public void Fold_EveryCharacter_IsStable()
    {
        for (int code = 1; code <= 0x10FFFF; code++)
        {
            if (code is >= 0xD800 and <= 0xDFFF)
                continue;
            string folded = TextFolding.Fold(char.ConvertFromUtf32(code));
            Assert.True(folded == TextFolding.Fold(folded), $"U+{code:X4}");
        }
    }

    [Theory]
    [InlineData("Sales", "sales")]
    [InlineData("  Sales ", "sales")]
    [InlineData("Sales \t Team", "sales team")]
    [InlineData("Sales\u00A0Team", "sales team")]
    [InlineData("Sales Team", "sales team")]
    [InlineData("\u3000Ｓales\u2003\u2003Team\n", "sales team")]
    [InlineData(" ", "")]
    [InlineData("", "")]
    public void FoldName_Text_NormalizesWhiteSpace(string text, string folded) =>
        Assert.Equal(folded, TextFolding.FoldName(text));

    [Fact]
    public void FoldName_AnyText_IsStable() =>
        Gen.String.Sample(
            text => TextFolding.FoldName(TextFolding.FoldName(text)) == TextFolding.FoldName(text),
            iter: 20_000
        );

    [Theory]
    [InlineData("Ada King", "Ada King")]
    [InlineData(" Ada  King\t", "Ada King")]
    [InlineData("Ada\u00A0\u2028King\u0085", "Ada King")]
    [InlineData("\u1680\u205F\u3000", "")]
    [InlineData("Ada\u200BKing", "Ada\u200BKing")]
    public void CollapseWhitespace_Text_KeepsEverythingElse(string text, string collapsed) =>
        Assert.Equal(collapsed, TextFolding.CollapseWhitespace(text));

    [Fact]
    public void CollapseWhitespace_AnyText_LeavesTheFoldedName()
    {
        Gen<string> rune = Gen.OneOf(Gen.Int[1, 0xFF], Gen.Int[0x2000, 0x206F], Gen.Int[0x300, 0x370])
            .Select(char.ConvertFromUtf32);
        Gen.OneOf(Gen.String, rune.Array.Select(string.Concat))
            .Sample(
                text => TextFolding.FoldName(TextFolding.CollapseWhitespace(text)) == TextFolding.FoldName(text),
                iter: 20_000
            );
    }

    [Fact]
    public void CollapseWhitespace_EveryCharacter_CollapsesWhatMigration15Does()
    {
        int[] collapsed =
        [
            .. Enumerable.Range(1, 0xFFFF).Where(c => TextFolding.CollapseWhitespace($"a{(char)c}b") == "a b"),
        ];
        int[] migrated =
        [
            .. Enumerable.Range(0x09, 5),
            0x20,
            0x85,
            0xA0,
            0x1680,
            .. Enumerable.Range(0x2000, 11),
            0x2028,
            0x2029,
            0x202F,
            0x205F,
            0x3000,
        ];
        Assert.Equal(migrated, collapsed);
    }

    [Fact]
    public void FoldValue_OfAttribute_FollowsItsCharacteristics()
    {
        var attribute = new AttributeDefinition { Name = "a" };
        Assert.Equal(" a  b", TextFolding.FoldValue(attribute, " A  B"));
        Assert.Equal("a b", TextFolding.FoldValue(attribute with { IsName = true }, " A  B"));
        Assert.Equal(" A  B", TextFolding.FoldValue(attribute with { CaseExact = true }, " A  B"));
    }
}
