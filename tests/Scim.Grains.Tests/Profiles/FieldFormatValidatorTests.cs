using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Profiles;

namespace Scim.Grains.Tests.Profiles;

/// <summary>Tests each field format with values that satisfy and violate it.</summary>
public sealed class FieldFormatValidatorTests
{
    [Theory]
    [InlineData("ab", true)]
    [InlineData("abcd", true)]
    [InlineData("𝒳𝒳", true)]
    [InlineData("a", false)]
    [InlineData("abcde", false)]
    public void Text_OfAnyLength_IsValidatedByLength(string text, bool allowed) =>
        AssertFormat(
            allowed,
            new ProfileField
            {
                Type = FieldFormat.Text,
                MinLength = 2,
                MaxLength = 4,
            },
            text
        );

    [Theory]
    [InlineData("1", true)]
    [InlineData("-1.5", true)]
    [InlineData("10", true)]
    [InlineData("10.01", false)]
    [InlineData("-2.01", false)]
    [InlineData("1,5", false)]
    [InlineData("1e3", false)]
    [InlineData(" 1", false)]
    [InlineData("one", false)]
    public void Number_OfAnyValue_IsValidatedByRange(string text, bool allowed) =>
        AssertFormat(
            allowed,
            new ProfileField
            {
                Type = FieldFormat.Number,
                Min = -2,
                Max = 10,
            },
            text
        );

    [Theory]
    [InlineData("7", true)]
    [InlineData("7.0", true)]
    [InlineData("7.5", false)]
    public void Number_RequiredToBeInteger_IsValidated(string text, bool allowed) =>
        AssertFormat(allowed, new ProfileField { Type = FieldFormat.Number, Whole = true }, text);

    [Theory]
    [InlineData("2024-02-29", true)]
    [InlineData("2023-02-29", false)]
    [InlineData("2024-2-9", false)]
    [InlineData("29.02.2024", false)]
    [InlineData("2024-02-29T00:00:00Z", false)]
    public void Date_IsADay(string text, bool allowed) =>
        AssertFormat(allowed, new ProfileField { Type = FieldFormat.Date }, text);

    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData("a.b+c_d@sub.example.co", true)]
    [InlineData("ada@bücher.example", true)]
    [InlineData("ada", false)]
    [InlineData("ada@", false)]
    [InlineData("@example.com", false)]
    [InlineData("ada@example", false)]
    [InlineData("ada@exa mple.com", false)]
    [InlineData("Ada <ada@example.com>", false)]
    [InlineData("ada@example.com,bob@example.com", false)]
    public void Email_IsOneAddress(string text, bool allowed) =>
        AssertFormat(allowed, new ProfileField { Type = FieldFormat.Email }, text);

    [Theory]
    [InlineData("+1 (201) 555-0123", true)]
    [InlineData("tel:+1-201-555-0123", true)]
    [InlineData("0721/608-0", true)]
    [InlineData("+49 721 6080 x12", true)]
    [InlineData("+497216080;ext=12", true)]
    [InlineData("112", true)]
    [InlineData("12", false)]
    [InlineData("1+2345", false)]
    [InlineData("555-CALL", false)]
    [InlineData("+123456789012345678", false)]
    [InlineData("+49 721 x", false)]
    public void Phone_IsDigitsAndSeparators(string text, bool allowed) =>
        AssertFormat(allowed, new ProfileField { Type = FieldFormat.Phone }, text);

    [Theory]
    [InlineData("https://example.com/a?b=c", true)]
    [InlineData("http://localhost", true)]
    [InlineData("ftp://example.com", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/relative", false)]
    [InlineData("https://exa mple.com", false)]
    [InlineData("example.com", false)]
    public void Url_OfField_IsHttpOrHttps(string text, bool allowed) =>
        AssertFormat(allowed, new ProfileField { Type = FieldFormat.Url }, text);

    [Theory]
    [InlineData("Employee", true)]
    [InlineData("EMPLOYEE", true)]
    [InlineData("Guest", false)]
    public void Choice_IsOneOfTheList(string text, bool allowed) =>
        AssertFormat(
            allowed,
            new ProfileField { Type = FieldFormat.Choice, Choices = ["Employee", "Contractor"] },
            text
        );

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", true)]
    [InlineData("yes", false)]
    public void Checkbox_IsTrueOrFalse(string text, bool allowed) =>
        AssertFormat(allowed, new ProfileField { Type = FieldFormat.Checkbox }, text);

    [Fact]
    public void Checkbox_OfJson_IsTrueOrFalse()
    {
        Assert.Null(
            FieldFormatValidator.ValidateValue(new ProfileField { Type = FieldFormat.Checkbox }, JsonValue.Create(true))
        );
        Assert.NotNull(
            FieldFormatValidator.ValidateValue(new ProfileField { Type = FieldFormat.Checkbox }, JsonValue.Create(1))
        );
        Assert.Null(
            FieldFormatValidator.ValidateValue(new ProfileField { Type = FieldFormat.Number }, JsonValue.Create(1.5))
        );
    }

    [Theory]
    [InlineData("""{"streetAddress":"1 Road","country":"DE"}""", true)]
    [InlineData("""{"streetAddress":"1 Road"}""", true)]
    [InlineData("""{"streetAddress":"1 Road","country":"Germany"}""", false)]
    [InlineData("""{"streetAddress":"1 Road","country":"XX"}""", false)]
    [InlineData("""{"country":"DE"}""", false)]
    [InlineData("""{"streetAddress":"","country":"DE"}""", false)]
    public void Address_HasItsParts(string json, bool allowed) =>
        Assert.Equal(
            allowed,
            FieldFormatValidator.ValidateValue(
                new ProfileField { Type = FieldFormat.Address, Parts = ["streetAddress"] },
                JsonNode.Parse(json)!
            )
                is null
        );

    [Theory]
    [InlineData("\"Ada King-1\"", "a string of 10 characters (letters, digits, white space, other characters)")]
    [InlineData("\"é\"", "a string of 1 character (letters)")]
    [InlineData("7", "a number")]
    [InlineData("true", "a Boolean")]
    [InlineData("[1,2]", "a list of 2 values")]
    [InlineData("""{"a":1}""", "an object")]
    public void Shape_OfValue_DoesNotRevealIt(string json, string shape) =>
        Assert.Equal(shape, ValueShapeFormatter.DescribeValue(JsonNode.Parse(json)!));

    private static void AssertFormat(bool allowed, ProfileField field, string text)
    {
        string? problem = FieldFormatValidator.ValidateValue(field, JsonValue.Create(text));
        Assert.Equal(allowed, problem is null);
        if (problem is not null)
            Assert.StartsWith("must ", problem, StringComparison.Ordinal);
    }
}
