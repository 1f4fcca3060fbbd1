using System.Globalization;
using Scim.Grains.Directory;
using Scim.Protocol.Filters;

namespace Scim.Grains.Tests.Directory;

/// <summary>Tests the bounds of the query limits.</summary>
public sealed class DirectoryOptionsTests
{
    [Fact]
    public void Validate_OfTheDefaults_Succeeds() => Assert.True(IsValid(new DirectoryOptions()));

    [Theory]
    [
        InlineData("00:00:01", true),
        InlineData("7.00:00:00", true),
        InlineData("00:00:00", false),
        InlineData("7.00:00:01", false)
    ]
    public void Validate_OfCursorTimeout_AcceptsOneSecondToOneWeek(string time, bool valid) =>
        Assert.Equal(valid, IsValid(new DirectoryOptions { CursorTimeout = ParseTime(time) }));

    [Theory]
    [
        InlineData("00:00:00.001", true),
        InlineData("00:05:00", true),
        InlineData("00:00:00", false),
        InlineData("00:05:01", false)
    ]
    public void Validate_OfQueryTime_AcceptsOneMillisecondToFiveMinutes(string time, bool valid) =>
        Assert.Equal(valid, IsValid(new DirectoryOptions { QueryTime = ParseTime(time) }));

    [Theory]
    [InlineData(1, true), InlineData(int.MaxValue, true), InlineData(0, false)]
    public void Validate_OfMaxUnindexed_RequiresAtLeastOne(int number, bool valid) =>
        Assert.Equal(valid, IsValid(new DirectoryOptions { MaxUnindexed = number }));

    [Theory]
    [InlineData(1, true), InlineData(4000, true), InlineData(0, false), InlineData(4001, false)]
    public void Validate_OfMaxNameLength_AcceptsWhatAFilterCanHold(int length, bool valid) =>
        Assert.Equal(valid, IsValid(new DirectoryOptions { MaxNameLength = length }));

    [Fact]
    public void MaxNameLength_AtItsLimit_FitsIntoAFilter()
    {
        string filter = $"displayName eq \"{string.Concat(Enumerable.Repeat("\\\\", 4000))}\"";
        Assert.InRange(filter.Length, 8000, FilterLimits.Default.MaxLength);
    }

    private static bool IsValid(DirectoryOptions options) =>
        new DirectoryOptionsValidator().Validate(null, options).Succeeded;

    private static TimeSpan ParseTime(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
